/** One line of progress on a terminal's standard error, replaced by the next; nothing where standard error is no terminal. */
export interface StepLine extends Disposable {
  say(text: string): void;
}

export function stepLine(): StepLine {
  let isShown = false;
  const clear = (): void => {
    if (isShown) process.stderr.write('\r\u001b[K');
    isShown = false;
  };
  return {
    say(text) {
      if (!process.stderr.isTTY) return;
      clear();
      process.stderr.write(`  ${text.slice(0, 70)} …`);
      isShown = true;
    },
    [Symbol.dispose]: clear,
  };
}
