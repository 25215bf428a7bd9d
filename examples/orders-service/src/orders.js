/** What an order is: the rules it keeps, what it costs, and the book it is written in. */
import { randomUUID } from 'node:crypto';

const MAX_LINES = 100;
const MAX_QUANTITY = 1000;

/** Everything that is wrong with an order as it came in; empty when it can be taken. */
export function problemsOf(order) {
  if (!isObject(order)) return ['order must be an object'];
  const problems = [];
  if (!isText(order.customer)) problems.push('customer must be a text');
  if (!Array.isArray(order.lines) || order.lines.length < 1 || order.lines.length > MAX_LINES) {
    return [...problems, `lines must be a list of 1 to ${MAX_LINES} lines`];
  }
  return [...problems, ...order.lines.flatMap(problemsOfLine)];
}

/** What the lines cost together, in cents. */
export function totalOf(lines) {
  return lines.reduce((total, line) => total + line.quantity * line.unitPrice, 0);
}

/** The orders taken since the process started: kept in memory, gone with it. */
export class OrderBook {
  #orders = new Map();

  /** Takes a valid order; fields that an order does not have are left out. */
  place({ customer, lines }) {
    const order = Object.freeze({
      id: randomUUID(),
      customer,
      lines: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
      total: totalOf(lines),
      placedAt: new Date().toISOString(),
    });
    this.#orders.set(order.id, order);
    return order;
  }

  /** Every order, the oldest first. */
  list() {
    return [...this.#orders.values()];
  }

  /** The order with this id, or undefined. */
  find(id) {
    return this.#orders.get(id);
  }
}

function problemsOfLine(line, index) {
  const name = `lines[${index}]`;
  if (!isObject(line)) return [`${name} must be an object`];
  const problems = [];
  if (!isText(line.sku)) problems.push(`${name}.sku must be a text`);
  if (!isIntegerIn(line.quantity, 1, MAX_QUANTITY)) problems.push(`${name}.quantity must be 1 to ${MAX_QUANTITY}`);
  if (!isIntegerIn(line.unitPrice, 0, 1e9)) problems.push(`${name}.unitPrice must be a whole number of cents`);
  return problems;
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value) => typeof value === 'string' && value.trim() !== '';

const isIntegerIn = (value, min, max) => Number.isInteger(value) && value >= min && value <= max;
