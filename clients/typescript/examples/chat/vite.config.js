// The login goes over HTTP to the page's own origin; `./dev up` answers at port 8000.
const service = { target: process.env.SERVICE ?? "http://127.0.0.1:8000", changeOrigin: true };

export default { server: { proxy: { "/getcode": service, "/PhoneLogin": service } } };
