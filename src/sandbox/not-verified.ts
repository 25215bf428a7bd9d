import { NotVerified, readNotVerified } from './emulator';

/** Properties that no API of the sandbox can answer, by type; `*` stands for all of a type. */
export const UNREADABLE: ReadonlyArray<Omit<NotVerified, 'resource'>> = [
  { type: 'AWS::ECR::Repository', property: 'EmptyOnDelete', reason: 'steers CloudFormation itself: seen when the stack is deleted' },
  { type: 'AWS::KMS::Key', property: 'PendingWindowInDays', reason: 'steers CloudFormation itself: seen when the stack is deleted' },
  { type: 'AWS::CodeBuild::ReportGroup', property: 'DeleteReports', reason: 'steers CloudFormation itself: seen when the stack is deleted' },
  { type: 'AWS::Lambda::Function', property: 'Code', reason: 'the API answers a hash of the code, not where it came from' },
  { type: 'Custom::PlaceholderImage', property: '*', reason: 'has no API: the registry shows what it did' },
  { type: 'Custom::EmptiedBucket', property: '*', reason: 'has no API: seen when the stack is deleted' },
];

/** Whether a property of a type is on the list. */
export function isUnreadable(type: string, property: string): boolean {
  return UNREADABLE.some((entry) => entry.type === type && (entry.property === property || entry.property === '*'));
}

/** The whole list of a sandbox, a line each: what is never read back, and what the emulator has dropped. */
export function notVerifiedLocally(stateFolder: string): string[] {
  const dropped = readNotVerified(stateFolder).map(({ resource, ...entry }) => ({ ...entry, type: `${entry.type} (${resource})` }));
  return [...UNREADABLE, ...dropped].map(({ type, property, reason }) => `${type} ${property === '*' ? 'all properties' : property}: ${reason}`);
}
