/** Which request gets which answer, as a plain function: request in, `{ status, headers, body }` out. */
import { HttpError } from './http-error.js';
import { OrderBook, problemsOf } from './orders.js';

/** The service's routes over an order book of their own. */
export function createRoutes({ version, commit }) {
  const orders = new OrderBook();

  const routes = {
    '/health': {
      GET: () => ok({ status: 'ok' }),
    },
    '/version': {
      GET: () => ok({ version, commit }),
    },
    '/orders': {
      GET: () => ok({ orders: orders.list() }),
      POST: async ({ readBody }) => created(orders.place(validOrder(await readBody()))),
    },
    '/orders/:id': {
      GET: ({ id }) => ok(orders.find(id) ?? notFound(`there is no order ${id}`)),
    },
  };

  return ({ method, path, readBody }) => {
    const [, collection, id, ...rest] = path.split('/');
    const route = id && rest.length === 0 ? `/${collection}/:id` : path;
    const methods = Object.hasOwn(routes, route) ? routes[route] : notFound(`there is nothing at ${path}`);
    const handler = Object.hasOwn(methods, method) ? methods[method] : notAllowed(methods);
    return handler({ id, readBody });
  };
}

const ok = (body) => ({ status: 200, body });

const created = (order) => ({ status: 201, headers: { location: `/orders/${order.id}` }, body: order });

function validOrder(order) {
  const problems = problemsOf(order);
  if (problems.length > 0) throw new HttpError(422, 'invalid_order', 'the order cannot be taken', { problems });
  return order;
}

function notFound(message) {
  throw new HttpError(404, 'not_found', message);
}

function notAllowed(methods) {
  const allow = Object.keys(methods).join(', ');
  throw new HttpError(405, 'method_not_allowed', `use ${allow}`, {}, { allow });
}
