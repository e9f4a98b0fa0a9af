'use strict';
// Filters by tag and analyst, and brightens the passage under the pointer. The page can be read without it.
document.documentElement.classList.add('js');
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
const boxes = all('.pane input[data-t], .pane input[data-a]');
const onlyMarked = document.getElementById('only');
const rows = all('.row');
const articles = all('article');

function apply() {
  const tags = new Set(), analysts = new Set();
  for (const box of boxes) {
    if (box.checked) continue;
    if (box.dataset.t !== undefined) tags.add(box.dataset.t);
    else analysts.add(box.dataset.a);
  }
  const isOff = (of) => tags.has(of.dataset.t) || analysts.has(of.dataset.a);
  for (const mark of all('mark')) mark.classList.toggle('off', isOff(mark));
  for (const note of all('li[data-p]')) {
    const names = all('[data-t]', note);
    for (const name of names) name.hidden = isOff(name);
    note.hidden = names.every((name) => name.hidden);
  }
  const only = onlyMarked.checked;
  for (const row of rows) row.hidden = only && !row.querySelector('mark:not(.off)');
  for (const article of articles) {
    article.hidden = only && !article.querySelector('mark:not(.off), .lost li:not([hidden])');
  }
}

for (const box of boxes.concat(onlyMarked)) box.addEventListener('change', apply);
for (const button of all('button[data-set]')) {
  button.addEventListener('click', () => {
    const kind = button.dataset.set, on = button.dataset.on === '1';
    for (const box of boxes) if (box.dataset[kind] !== undefined) box.checked = on;
    apply();
  });
}

let hot = [];
function brighten(passage) {
  for (const one of hot) one.classList.remove('hot');
  hot = passage === undefined ? [] : all('[data-p="' + passage + '"]');
  for (const one of hot) one.classList.add('hot');
}
document.addEventListener('mouseover', (event) => {
  const one = event.target.closest('[data-p]:not(.off)');
  brighten(one ? one.dataset.p : undefined);
});
document.addEventListener('click', (event) => {
  const mark = event.target.closest('mark:not(.off)');
  const note = mark ? document.getElementById('n' + mark.dataset.p) : null;
  if (note) note.scrollIntoView({ block: 'nearest' });
});
// A browser may have kept what was chosen before.
apply();
