/**
 * The page's script: it makes tables sortable and offers the other theme. Nothing in it is needed to read the page, and nothing of an
 * alert is ever in it. Kept in the page's policy by its hash, so any change of this text is one of the policy too.
 */
export const PAGE_SCRIPT = `(() => {
  'use strict';
  const root = document.documentElement;

  function valueOf(row, index) {
    const cell = row.cells[index];
    const number = cell.getAttribute('data-v');
    return number === null ? cell.textContent.trim().toLowerCase() : Number(number);
  }

  function sortTable(table, index, direction) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row, place) => ({ row, place, value: valueOf(row, index) }));
    const sign = direction === 'ascending' ? 1 : -1;
    rows.sort((a, b) => (a.value < b.value ? -sign : a.value > b.value ? sign : a.place - b.place));
    for (const { row } of rows) body.append(row);
    for (const head of table.tHead.rows[0].cells) head.removeAttribute('aria-sort');
    table.tHead.rows[0].cells[index].setAttribute('aria-sort', direction);
  }

  function makeSortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach((head, index) => {
      // The text stays where it is, with the button over it: on paper, browsers leave buttons out of a repeated heading.
      if (head.textContent === '') return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.setAttribute('aria-label', 'Sort by ' + head.textContent);
      button.addEventListener('click', () => {
        const numeric = table.tBodies[0].rows[0].cells[index].hasAttribute('data-v');
        const now = head.getAttribute('aria-sort');
        const first = numeric ? 'descending' : 'ascending';
        const other = numeric ? 'ascending' : 'descending';
        sortTable(table, index, now === first ? other : first);
      });
      head.append(button);
    });
  }

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function offerTheme() {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'theme';
    const label = () => { button.textContent = isDark() ? 'Light' : 'Dark'; };
    button.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; label(); });
    label();
    document.querySelector('header .page').append(button);
  }

  window.prepareTables = () => document.querySelectorAll('table[data-sortable]').forEach(makeSortable);
  window.sortTable = sortTable;
  window.prepareTables();
  offerTheme();
})();`;

/**
 * Added where the report is served: it asks every few seconds whether there is something new and puts it in place. What is open stays open,
 * what is sorted stays sorted.
 */
export const LIVE_SCRIPT = `(() => {
  'use strict';
  let tag = '';
  async function refresh() {
    try {
      const answer = await fetch('report', { headers: tag ? { 'If-None-Match': tag } : {}, cache: 'no-store' });
      if (answer.status === 200) {
        const isFirst = tag === '';
        tag = answer.headers.get('ETag') || '';
        const text = await answer.text();
        if (!isFirst) replace(text);
      }
      document.querySelector('.live').textContent = answer.ok || answer.status === 304 ? 'live' : 'not refreshed';
    } catch {
      document.querySelector('.live').textContent = 'stopped';
    }
    setTimeout(refresh, 4000);
  }
  function replace(text) {
    const report = document.getElementById('report');
    const open = Array.from(report.querySelectorAll('details'), details => details.open);
    const sorted = Array.from(report.querySelectorAll('table[data-sortable]'), table => {
      const heads = Array.from(table.tHead.rows[0].cells);
      const index = heads.findIndex(head => head.hasAttribute('aria-sort'));
      return { name: table.caption.textContent, index, direction: index < 0 ? '' : heads[index].getAttribute('aria-sort') };
    });
    report.innerHTML = text;
    window.prepareTables();
    report.querySelectorAll('details').forEach((details, index) => { details.open = open[index] === true; });
    for (const table of report.querySelectorAll('table[data-sortable]')) {
      const before = sorted.find(one => one.name === table.caption.textContent);
      if (before && before.index >= 0) window.sortTable(table, before.index, before.direction);
    }
  }
  refresh();
})();`;
