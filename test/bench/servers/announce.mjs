/** Listens on a free port and says which. */
export function announce(server) {
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`on http://127.0.0.1:${server.address().port}\n`)
  })
}
