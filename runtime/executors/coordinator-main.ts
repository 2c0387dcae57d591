/** What the coordinator thread starts from. */

import { startCoordinator } from "./threads/coordinator.ts";

await startCoordinator();
