import { Dependable, IConstruct, IDependable } from 'constructs';

/**
 * The policies that someone adds to a role by grants: resources of their own, of which what names the role knows nothing.
 *
 * What is there at synthesis counts. The role itself needs no mention: whatever names it waits for it.
 */
export function policiesAddedTo(...roles: IConstruct[]): IDependable {
  const policies: IDependable = {};
  Dependable.implement(policies, {
    get dependencyRoots() {
      return roles.flatMap(({ node }) => node.children.filter((child) => child !== node.defaultChild));
    },
  });
  return policies;
}
