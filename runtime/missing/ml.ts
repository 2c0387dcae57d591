/** Written by scripts/api-names.mjs: names of `bask/ml` that are declared and not built in this version. */

import { missing } from "../declared.ts";

export const GridSearchCV = missing("ml.GridSearchCV", "GridSearchCV");
export const KMeans = missing("ml.KMeans", "KMeans");
export const SVC = missing("ml.SVC", "SVC");
export const StandardScaler = missing("ml.StandardScaler", "StandardScaler");
export const accuracyScore = missing("ml.accuracyScore");
export const makeBlobs = missing("ml.makeBlobs");
export const makeClassification = missing("ml.makeClassification");
export const trainTestSplit = missing("ml.trainTestSplit");
