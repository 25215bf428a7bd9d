import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OrderBook, problemsOf, totalOf } from '../../src/orders.js';

const line = { sku: 'TEA-1', quantity: 2, unitPrice: 450 };
const order = { customer: 'jane', lines: [line] };

describe('an order', () => {
  it('costs quantity times unit price, summed over its lines', () => {
    assert.equal(totalOf([line, { sku: 'CUP-1', quantity: 1, unitPrice: 1200 }]), 2100);
  });

  it('has no problems when it is complete', () => {
    assert.deepEqual(problemsOf(order), []);
  });

  const broken = {
    'that is null': [null, 'order must be an object'],
    'that is a list': [[order], 'order must be an object'],
    'of a nameless customer': [{ ...order, customer: ' ' }, 'customer must be a text'],
    'without lines': [{ ...order, lines: [] }, 'lines must be a list of 1 to 100 lines'],
    'of too many lines': [{ ...order, lines: Array(101).fill(line) }, 'lines must be a list of 1 to 100 lines'],
    'with a line that is a text': [{ ...order, lines: ['tea'] }, 'lines[0] must be an object'],
    'with a number for a sku': [{ ...order, lines: [{ ...line, sku: 7 }] }, 'lines[0].sku must be a text'],
    'of no pieces': [{ ...order, lines: [{ ...line, quantity: 0 }] }, 'lines[0].quantity must be 1 to 1000'],
    'of too many pieces': [{ ...order, lines: [line, { ...line, quantity: 1001 }] }, 'lines[1].quantity must be 1 to 1000'],
    'of half a piece': [{ ...order, lines: [{ ...line, quantity: 0.5 }] }, 'lines[0].quantity must be 1 to 1000'],
    'with a price in text': [{ ...order, lines: [{ ...line, unitPrice: '450' }] }, 'lines[0].unitPrice must be a whole number of cents'],
  };
  for (const [what, [value, problem]] of Object.entries(broken)) {
    it(`${what} is refused`, () => assert.deepEqual(problemsOf(value), [problem]));
  }

  it('has all its problems told at once', () => {
    assert.equal(problemsOf({ lines: [{}, line, {}] }).length, 7);
  });
});

describe('the order book', () => {
  it('finds an order by the id it was given', () => {
    const book = new OrderBook();
    const placed = book.place(order);
    assert.equal(book.find(placed.id), placed);
    assert.equal(book.find('another'), undefined);
  });

  it('lists orders in the order they came in', () => {
    const book = new OrderBook();
    const placed = [book.place(order), book.place({ ...order, customer: 'joe' })];
    assert.deepEqual(book.list(), placed);
  });

  it('keeps only the fields of an order', () => {
    const { lines, ...rest } = new OrderBook().place({ ...order, id: 'mine', total: 0, lines: [{ ...line, gift: true }] });
    assert.deepEqual(lines, [line]);
    assert.notEqual(rest.total, 0);
    assert.notEqual(rest.id, 'mine');
  });
});
