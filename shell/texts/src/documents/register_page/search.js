// Searches the list of certificates. All words stand in the page; the data come when somebody searches.
'use strict';
(() => {
  const MOST = 200;
  const part = id => document.getElementById(id);
  const section = part('search');
  if (!section) return;
  const asked = { words: part('words'), state: part('state'), category: part('category'), class: part('class') };
  let rows = null;

  // Full and half width, capital and small, hiragana and katakana, and all that is typed as a dash are one.
  const fold = text => text.normalize('NFKC').toLowerCase()
    .replace(/[\u3041-\u3096]/g, kana => String.fromCharCode(kana.charCodeAt(0) + 96))
    .replace(/[\u2010-\u2015\u2212\u30fc]/g, '-');

  const load = () => {
    if (rows || part('data')) return;
    const script = document.createElement('script');
    script.id = 'data';
    script.src = 'search-data.js';
    script.onerror = () => { script.remove(); part('lost').hidden = false; };
    document.head.append(script);
  };

  self.sekishoSearch = ({ names, rows: told }) => {
    rows = told.map(([number, product, version, maker, category, kind, state]) => ({
      number, version, category, state, class: kind, product: names[product], maker: names[maker],
      text: fold([number, ...names[product], version, ...names[maker]].join('\n')),
    }));
    part('lost').hidden = true;
    show();
  };

  const pair = (cell, [ja, en]) => {
    const [first, second] = cell.querySelectorAll('span[lang]');
    first.textContent = ja;
    second.textContent = en;
    if (ja === en) { first.removeAttribute('lang'); second.remove(); }
  };

  const line = row => {
    const copy = part('result').content.cloneNode(true);
    const [product, maker, kind, state] = copy.querySelectorAll('td');
    const link = copy.querySelector('a');
    link.textContent = row.number;
    link.href = `certificates/${encodeURIComponent(row.number)}/index.html`;
    pair(product, row.product);
    pair(maker, row.maker);
    product.querySelector('.version').textContent = row.version;
    kind.querySelector('.category').textContent = row.category;
    kind.querySelector('strong').textContent = row.class;
    state.append(part(`state-${row.state}`).content.cloneNode(true));
    return copy;
  };

  const show = () => {
    const words = fold(asked.words.value).split(/\s+/).filter(Boolean);
    const exact = ['state', 'category', 'class'].filter(name => asked[name].value);
    const searching = words.length + exact.length > 0;
    if (searching) load();
    const ready = searching && rows !== null;
    const fits = row => words.every(word => row.text.includes(word))
      && exact.every(name => String(row[name]) === asked[name].value);
    const found = ready ? rows.filter(fits) : [];
    part('results').tBodies[0].replaceChildren(...found.slice(0, MOST).map(line));
    part('count').textContent = found.length;
    part('found').hidden = !ready;
    part('more').hidden = found.length <= MOST;
    part('results').hidden = found.length === 0;
    part('browse').hidden = ready;
  };

  // A language that was chosen here stays chosen on the page that a link leads to.
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href]');
    if (!link || link.getAttribute('href').startsWith('#')) return;
    link.hash = ['#ja', '#en'].includes(location.hash) ? location.hash : '';
  });

  for (const field of Object.values(asked)) {
    field.addEventListener('focus', load);
    field.addEventListener('input', show);
  }
  section.hidden = false;
  show();
})();
