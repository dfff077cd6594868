export { checkReport } from './check';
export type { Disagreement, DisagreementKind, ReportCheck } from './check';
