/** An answer that is not the hoped-for one, thrown where it is found. */
export class HttpError extends Error {
  constructor(status, code, message, details = {}, headers = {}) {
    super(message);
    Object.assign(this, { status, code, details, headers });
  }

  /** Every error of the service has this one shape. */
  answer() {
    const { status, headers, code, message, details } = this;
    return { status, headers, body: { error: { code, message, ...details } } };
  }
}
