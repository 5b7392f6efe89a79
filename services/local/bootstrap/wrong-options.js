// Loaded before every command: an option that it does not know, or that lacks its value, gets a sentence and exit code 2,
// as all wrong arguments do, and not the stack of parseArgs.

process.on('uncaughtException', (error) => {
  const isWrongOption = String(error?.code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(
    isWrongOption
      ? `${error.message}\n--help says what there is.\n`
      : `${error?.stack ?? String(error)}\n`,
  );
  process.exit(isWrongOption ? 2 : 1);
});
