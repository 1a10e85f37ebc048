// A large catalogue for measurements: the real one repeated with other codes, the same for the same number every time.
//   node tools/large-catalogue.mjs 50000 > large.csv
// Each item gets a limit, two conditions and two materials, so that every row is a whole specification.
import { readFileSync } from 'node:fs';

const wanted = Number(process.argv[2] ?? 50000);
const text = readFileSync(new URL('../demo/qianfeng_items.csv', import.meta.url), 'utf8').replace(/^\ufeff/, '');
const rows = text.split(/\r?\n/).filter(Boolean).map((line) => [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)|(?<=,)(?=,|$)/g)]
  .map((cell) => (cell[1] ?? cell[2] ?? '').replaceAll('""', '"')));
const [heading, ...items] = rows;
const at = (name) => heading.indexOf(name);
const quoted = (cell) => `"${String(cell).replaceAll('"', '""')}"`;

const out = [[...heading, '法定办结时限', '承诺办结时限', '受理条件', '申请材料'].map(quoted).join(',')];
for (let number = 0; number < wanted; number += 1) {
  const cells = [...items[number % items.length]];
  const round = Math.floor(number / items.length);
  if (round > 0) {
    cells[at('itemCode')] = `${cells[at('itemCode')]}-R${round}`;
    cells[at('name')] = `${cells[at('name')]}（第${round + 1}批）`;
  }
  const days = 5 + (number % 16);
  out.push([...cells, days + 10, days,
    '申请人具有相应的民事行为能力\n申请材料齐全、符合法定形式',
    `申请表（${number % 200}号） | 原件 | 1 | 必需\n身份证明 | 原件和复印件 | 1 | 必需`].map(quoted).join(','));
}
process.stdout.write(`${out.join('\r\n')}\r\n`);
