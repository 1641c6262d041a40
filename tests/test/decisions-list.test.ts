import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = fileURLToPath(new URL('../../docs/adr', import.meta.url));
const read = (file: string): string => readFileSync(path.join(directory, file), 'utf8');
const files = readdirSync(directory).filter((file) => file !== 'README.md');

it('every decision has a number of its own, which its title repeats', () => {
  const numbers = files.map((file) => file.slice(0, 4));
  expect(numbers).toEqual([...new Set(numbers)]);
  const titled = files.map((file) => /^# (\d+)\. /.exec(read(file))?.[1]?.padStart(4, '0'));
  expect(titled).toEqual(numbers);
});

it('the list of decisions names every file by its number, in order', () => {
  const rows = [...read('README.md').matchAll(/^\| \[(\d{4})\]\(([^)]+)\)/gm)];
  expect(rows.map(([, , file]) => file)).toEqual(files.sort());
  expect(rows.map(([, number]) => number)).toEqual(files.map((file) => file.slice(0, 4)));
});

it('links between decisions lead to one', () => {
  for (const file of files) {
    for (const [, number, target] of read(file).matchAll(/\[(\d{4})\]\(([^)]+)\)/g)) {
      expect({ file, target, isKnown: files.includes(target!) }).toMatchObject({ isKnown: true });
      expect(target!.slice(0, 4)).toBe(number);
    }
  }
});
