/** The container's health check: ends with 0 when the service beside it says that it is well. */
const { PORT = 8080 } = process.env;

const well = await fetch(`http://127.0.0.1:${PORT}/health`).then((response) => response.ok, () => false);
process.exitCode = well ? 0 : 1;
