/** The lowerings that are a form of their own, by the name an operation's row gives. One file each. */

import { headPartitions, pickPartitions, repartitionFrame, tailPartition } from "./frame-parts.ts";
import type { Form } from "./lower.ts";
import { accumulateParts, concatParts, gatherParts, onePartition, productParts, repartitionParts, shuffleParts, takeParts } from "./parts.ts";

export const FORMS: Readonly<Record<string, Form>> = {
  gatherParts, concatParts, productParts, takeParts, accumulateParts, repartitionParts, shuffleParts, onePartition,
  headPartitions, tailPartition, pickPartitions, repartitionFrame,
};
