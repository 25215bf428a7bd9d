import { BUILD_RULES } from './build-rules';
import { ENVIRONMENT_RULES } from './environment-rules';
import { EXECUTION_RULES } from './execution-rules';
import { Rule } from './rule';
import { STOP_AND_RETRY_RULES } from './stop-and-retry-rules';
import { TRIGGER_RULES } from './trigger-rules';

/** The table: what AWS documents of builds and pipelines, and the sandbox keeps. */
export const RULES: readonly Rule[] = [...BUILD_RULES, ...ENVIRONMENT_RULES, ...EXECUTION_RULES, ...STOP_AND_RETRY_RULES, ...TRIGGER_RULES];
