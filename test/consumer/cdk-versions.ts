/** The oldest aws-cdk-lib that the package takes. */
export const OLDEST_CDK = '2.257.0';
/** The newest that it was tried with. */
export const NEWEST_CDK = '2.276.0';
