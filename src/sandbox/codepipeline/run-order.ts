import { ActionDeclaration } from './model';

/** The actions of a stage in groups that follow one another; within a group they run side by side. The default run order is 1. */
export function actionGroups(actions: ActionDeclaration[]): ActionDeclaration[][] {
  const groups = new Map<number, ActionDeclaration[]>();
  for (const action of actions) {
    const order = action.runOrder ?? 1;
    groups.set(order, [...(groups.get(order) ?? []), action]);
  }
  return [...groups.entries()].sort(([left], [right]) => left - right).map(([, group]) => group);
}
