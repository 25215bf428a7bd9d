/** Lines around a change that are shown with it. */
const CONTEXT = 2;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** What would change, line by line: `-` goes, `+` comes; lines far from every change are left out. */
export function difference(before: string, after: string): string[] {
  const lines = compare(before.split('\n'), after.split('\n'));
  const isNear = (index: number) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  return lines.flatMap(({ sign, text }, index) => {
    if (isNear(index)) return [`${sign} ${text}`];
    return index === 0 || isNear(index - 1) ? ['  ...'] : [];
  });
}

/** By the longest common subsequence; the files are a few hundred lines long. */
function compare(before: string[], after: string[]): Line[] {
  const common = commonLengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i++] });
      j++;
    } else if (common[i + 1][j] >= common[i][j + 1]) {lines.push({ sign: '-', text: before[i++] });} else {lines.push({ sign: '+', text: after[j++] });}
  }
  const rest = (sign: '-' | '+', texts: string[]) => texts.map((text) => ({ sign, text }));
  return [...lines, ...rest('-', before.slice(i)), ...rest('+', after.slice(j))];
}

/** `[i][j]`: how many lines the texts from line i and from line j on have in common. */
function commonLengths(before: string[], after: string[]): number[][] {
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i][j] = before[i] === after[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}
