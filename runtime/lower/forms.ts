/** The lowerings that are a form of their own, by the name an operation's row gives. One file each. */

import type { Form } from "./lower.ts";

export const FORMS: Readonly<Record<string, Form>> = {};
