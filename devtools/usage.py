"""What ./dev can do; imported before anything is installed."""

HELP = """\
usage: ./dev <command> [arguments]

  up       start everything on this machine and print the links
  test     run the tests (arguments go to pytest)
  bench    measure this service against a stock peer
  chaos    break a private service by turns and show that nothing is lost
  alarms   break a private service and see whether Prometheus raises the alarm meant for it
  image    build the container image without an image registry and run every process of it
  fuzz     send nonsense to everything that listens, for --minutes N (60)
  lint     ruff, mypy, import contracts, stale documents, hashes and clients
  docs     write docs/protocol and the settings in docs/operate.md from the code, build the site
  clients  write the generated halves of clients/ from the code
  texts    bring the translations of the pages in step with what the pages say
  migrate  bring the database up to date (arguments go to alembic)
  backup   database, files and secrets of this machine into one file
  restore  put back what is in such a file
  shell    Python with the settings and models at hand
  help     this text

`./dev up` reads PORT (8000), FLOWER_PORT (5555), DATA_DIR (.data), WEB_CONCURRENCY, WORKERS,
DATABASE_URL, REDIS_URL and every other setting in docs/operate.md from the environment."""

COMMANDS = (
    "up", "test", "bench", "chaos", "alarms", "image", "fuzz", "lint", "docs", "clients",
    "texts", "migrate", "backup", "restore", "shell",
)  # fmt: skip
