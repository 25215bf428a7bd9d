import { queryAnswer as answer } from '../query-answer';

const NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

/** The document that answers an action of load balancing. */
export function queryAnswer(action: string, result: object): string {
  return answer(NAMESPACE, action, result);
}
