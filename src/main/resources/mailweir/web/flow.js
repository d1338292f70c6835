'use strict';
// The page of the flow: draws its two charts, keeps them and the table up to date twice a second, and opens what was clicked or dragged over.
(() => {
  const holder = document.getElementById('flow-data');
  if (!holder) {
    return;
  }
  const data = JSON.parse(holder.textContent);
  const clock = new ZoneClock(data.zone, data.zone_name);
  const step = data.step_seconds * 1000;
  const flow = {
    since: Date.parse(data.since),
    now: Date.parse(data.live ? data.now : data.until),
    asOf: data.as_of ? Date.parse(data.as_of) : null,
    series: data.series,
    hosts: data.by_host || null,
  };
  const clocksApart = Date.parse(data.now) - Date.now();
  const stacked = data.mode === 'stacked';
  const STATUS = { delivered: 'delivered', deferred: 'deferred', bounced: 'bounced', expired: 'expired', refused: 'rejected', tempfailed: 'rejected' };
  const TROUBLE = ['refused', 'tempfailed', 'deferred', 'bounced', 'expired', 'spam', 'virus'];
  const charts = document.getElementById('charts');
  const tip = document.getElementById('tip');
  const picked = document.getElementById('picked');
  const main = new FlowChart(document.getElementById('main'), clock);
  const trouble = new FlowChart(document.getElementById('trouble'), clock);

  const count = () => Math.max(1, Math.ceil((flow.now - flow.since) / step));

  /** Counts as rates; the step that is not over yet is divided by the part that is. */
  function rates(numbers) {
    const all = [];
    for (let i = 0; i < count(); i++) {
      const length = Math.min(step, Math.max(MINUTE, flow.now - flow.since - i * step));
      all.push(((numbers && numbers[i]) || 0) / (length / MINUTE));
    }
    return all;
  }

  function line(word, more) {
    const dot = word.indexOf('.');
    return { name: word, word, label: (dot < 0 ? word : word.slice(dot + 1)).replace('_', ' '), colour: colour('--c-' + word.replace('.', '-')), rates: rates(flow.series[word]), numbers: flow.series[word] || [], ...more };
  }

  function mainSeries() {
    if (!stacked) {
      return [line('delivered', { area: true }), line('accepted')];
    }
    if (data.by === 'host' && flow.hosts) {
      return Object.keys(flow.hosts).map((host, i) => ({
        name: 'host ' + host, host, word: data.figure, label: host, colour: colour('--h-' + (i % 8)), rates: rates(flow.hosts[host]), numbers: flow.hosts[host], area: true, stack: true,
      }));
    }
    const parts = ['inbound', 'outbound', 'internal'].map((direction) => data.figure + '.' + direction).filter((word) => flow.series[word]);
    return (parts.length ? parts : [data.figure]).map((word) => line(word, { area: true, stack: true }));
  }

  function draw() {
    main.draw(flow.since, step, mainSeries(), 1);
    trouble.draw(flow.since, step, TROUBLE.filter((word) => flow.series[word] || word === 'refused').map((word) => line(word, word === 'expired' || word === 'tempfailed' ? { dash: 'dashed' } : {})), 1);
  }

  function write(element, text) {
    const place = element.querySelector('a') || element;
    if (place.textContent !== text) {
      place.textContent = text;
    }
  }

  function fillTable() {
    const minutes = Math.max(1, (flow.now - flow.since) / MINUTE);
    for (const row of document.querySelectorAll('#figures tr[data-word]')) {
      const numbers = flow.series[row.dataset.word];
      if (numbers) {
        const sum = numbers.reduce((a, b) => a + b, 0);
        const bytes = row.dataset.bytes === 'true';
        const rate = (value) => (bytes ? bytesText(value) : rateText(value));
        write(row.querySelector('.total'), bytes ? bytesText(sum) : sum.toLocaleString('en-US'));
        write(row.querySelector('.mean'), rate(sum / minutes));
        write(row.querySelector('.peak'), rate(Math.max(0, ...numbers) / (step / MINUTE)));
      }
    }
    document.getElementById('span').textContent = clock.stamp(flow.since, 16) + ' – ' + clock.stamp(flow.now, 16) + ' ' + clock.label;
  }

  function tellAge(lost) {
    const place = document.getElementById('asof');
    if (!place || flow.asOf === null) {
      return;
    }
    const seconds = Math.max(0, Math.floor((Date.now() + clocksApart - flow.asOf) / 1000));
    const ago = seconds < 120 ? seconds + ' s' : seconds < 7200 ? Math.floor(seconds / 60) + ' min' : seconds < 2 * 86400 ? Math.floor(seconds / 3600) + ' h' : Math.floor(seconds / 86400) + ' d';
    place.querySelector('b').textContent = clock.stamp(flow.asOf) + ' ' + clock.label;
    place.querySelector('span').textContent = lost ? '(' + ago + ' ago; Mailweir does not answer)' : '(' + ago + ' ago)';
    place.classList.toggle('lost', Boolean(lost));
  }

  /** Puts the newest steps over what is known, and lets the window go on with the clock. */
  function take(fresh) {
    const first = Math.round((Date.parse(fresh.since) - flow.since) / step);
    flow.now = Date.parse(fresh.now);
    flow.asOf = fresh.as_of ? Date.parse(fresh.as_of) : flow.asOf;
    let changed = false;
    const over = (known, numbers) => {
      for (let i = Math.max(0, first); i < count(); i++) {
        const number = (numbers && numbers[i - first]) || 0;
        while (known.length <= i) {
          known.push(0);
        }
        changed = changed || known[i] !== number;
        known[i] = number;
      }
      while (known.length * step > data.window_seconds * 1000 + step) {
        known.shift();
        changed = true;
      }
    };
    const before = Math.max(0, ...Object.values(flow.series).map((numbers) => numbers.length));
    for (const word of new Set([...Object.keys(flow.series), ...Object.keys(fresh.series)])) {
      flow.series[word] = flow.series[word] || new Array(before).fill(0);
      over(flow.series[word], fresh.series[word]);
    }
    if (flow.hosts && fresh.by_host) {
      for (const host of new Set([...Object.keys(flow.hosts), ...Object.keys(fresh.by_host)])) {
        flow.hosts[host] = flow.hosts[host] || new Array(before).fill(0);
        over(flow.hosts[host], fresh.by_host[host]);
      }
    }
    while (count() * step > data.window_seconds * 1000 + step) {
      flow.since += step;
    }
    return changed;
  }

  let asking = false;
  let drawnMinute = 0;
  async function renew() {
    tellAge(false);
    if (asking || document.visibilityState !== 'visible') {
      return;
    }
    asking = true;
    try {
      if (data.live) {
        const url = new URL(data.api, location.href);
        url.searchParams.set('since', new Date(flow.since + Math.max(0, count() - 2) * step).toISOString());
        const answer = await fetch(url);
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        const changed = take(await answer.json());
        if (changed && charts.classList.contains('blank')) {
          location.reload();
        }
        if (changed || Math.floor(flow.now / MINUTE) !== drawnMinute) {
          drawnMinute = Math.floor(flow.now / MINUTE);
          draw();
          fillTable();
        }
      } else if (data.watch) {
        const health = await (await fetch('/api/v1/health')).json();
        if (health.as_of && Date.parse(health.as_of) !== Date.parse(data.watch)) {
          location.reload();
        }
      }
      tellAge(false);
    } catch (noAnswer) {
      tellAge(true);
    } finally {
      asking = false;
    }
  }

  // ---- what the pointer is on ----

  /** A band over both charts. */
  function band(name) {
    return [main, trouble].map((chart) => {
      const element = document.createElement('div');
      element.className = name;
      element.hidden = true;
      chart.element.append(element);
      return { chart, element };
    });
  }

  const hovered = band('hovered');
  const chosen = band('chosen');

  function place(bands, from, to) {
    for (const { chart, element } of bands) {
      element.hidden = from === null;
      if (from !== null) {
        element.style.left = chart.x(from) + 'px';
        element.style.width = Math.max(2, chart.x(to + 1) - chart.x(from)) + 'px';
      }
    }
  }

  function spanText(from, to) {
    const end = flow.since + (to + 1) * step;
    const start = flow.since + from * step;
    const last = clock.stamp(end, 16);
    const sameDay = last.slice(0, 10) === clock.stamp(start, 10);
    return clock.stamp(start, 16) + ' – ' + (sameDay ? last.slice(11) : last) + ' ' + clock.label;
  }

  function showTip(event, index) {
    const rows = [...main.series, ...trouble.series].map((one) => {
      const row = document.createElement('tr');
      const swatch = document.createElement('i');
      swatch.className = 'swatch';
      swatch.style.backgroundColor = one.colour;
      const cells = [document.createElement('th'), document.createElement('td'), document.createElement('td')];
      cells[0].append(swatch, one.label);
      cells[1].textContent = rateText(one.rates[index] || 0);
      cells[2].textContent = ((one.numbers && one.numbers[index]) || 0).toLocaleString('en-US');
      row.append(...cells);
      return row;
    });
    const table = document.createElement('table');
    const head = document.createElement('caption');
    head.textContent = spanText(index, index);
    const titles = document.createElement('tr');
    for (const title of ['', '/min', 'in step']) {
      const cell = document.createElement('th');
      cell.textContent = title;
      titles.append(cell);
    }
    table.append(head, titles, ...rows);
    tip.replaceChildren(table);
    tip.hidden = false;
    const box = charts.getBoundingClientRect();
    const x = event.clientX - box.left;
    const right = x + 24 + tip.offsetWidth > box.width;
    tip.style.left = Math.max(0, right ? x - 18 - tip.offsetWidth : x + 18) + 'px';
    tip.style.top = Math.max(0, Math.min(event.clientY - box.top - 30, box.height - tip.offsetHeight)) + 'px';
  }

  function away() {
    tip.hidden = true;
    place(hovered, null);
  }

  function traceUrl(from, to, series) {
    const url = new URL(data.trace, location.href);
    url.searchParams.set('since', new Date(flow.since + from * step).toISOString());
    url.searchParams.set('until', new Date(flow.since + (to + 1) * step).toISOString());
    if (series && STATUS[series.word.split('.')[0]]) {
      url.searchParams.set('status', STATUS[series.word.split('.')[0]]);
    }
    if (series && series.host) {
      url.searchParams.set('host', series.host);
    }
    return url.href;
  }

  function zoomUrl(from, to) {
    const url = new URL(data.zoom, location.href);
    url.searchParams.set('since', new Date(flow.since + from * step).toISOString());
    url.searchParams.set('until', new Date(flow.since + (to + 1) * step).toISOString());
    return url.href;
  }

  function unpick() {
    picked.hidden = true;
    place(chosen, null);
  }

  function pick(event, from, to) {
    const title = document.createElement('b');
    title.textContent = spanText(from, to);
    const open = document.createElement('a');
    open.href = traceUrl(from, to, null);
    open.textContent = 'Open messages';
    open.className = 'button';
    const zoom = document.createElement('a');
    zoom.href = zoomUrl(from, to);
    zoom.textContent = 'Zoom in';
    zoom.className = 'button';
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'plain';
    close.textContent = '×';
    close.setAttribute('aria-label', 'Close');
    close.addEventListener('click', unpick);
    picked.replaceChildren(title, open, zoom, close);
    picked.hidden = false;
    const box = charts.getBoundingClientRect();
    const middle = (main.x(from) + main.x(to + 1)) / 2;
    picked.style.left = Math.max(4, Math.min(middle - picked.offsetWidth / 2, box.width - picked.offsetWidth - 4)) + 'px';
    picked.style.top = Math.max(4, event.clientY - box.top + 14) + 'px';
    open.focus({ preventScroll: true });
  }

  for (const chart of [main, trouble]) {
    let begun = -1;
    let ended = -1;
    let dragged = false;
    let beginX = 0;
    const place_ = (event) => event.clientX - chart.element.getBoundingClientRect().left;
    const within = (x) => Math.max(LEFT, Math.min(x, LEFT + chart.width() - 1));
    chart.element.addEventListener('pointerdown', (event) => {
      if (event.button === 0 && chart.at(place_(event)) >= 0) {
        unpick();
        begun = chart.at(place_(event));
        ended = begun;
        dragged = false;
        beginX = place_(event);
        chart.element.setPointerCapture(event.pointerId);
      }
    });
    chart.element.addEventListener('pointermove', (event) => {
      const x = place_(event);
      if (begun >= 0 && (dragged || Math.abs(x - beginX) > 6)) {
        dragged = true;
        ended = chart.at(within(x));
        place(chosen, Math.min(begun, ended), Math.max(begun, ended));
        away();
      } else if (chart.at(x) >= 0) {
        place(hovered, chart.at(x), chart.at(x));
        showTip(event, chart.at(x));
      } else {
        away();
      }
    });
    chart.element.addEventListener('pointerup', (event) => {
      if (begun < 0) {
        return;
      }
      if (dragged) {
        pick(event, Math.min(begun, ended), Math.max(begun, ended));
      } else if (!charts.classList.contains('blank')) {
        location.href = traceUrl(begun, begun, chart.seriesAt(begun, event.clientY - chart.element.getBoundingClientRect().top));
      }
      begun = -1;
    });
    chart.element.addEventListener('pointercancel', () => { begun = -1; unpick(); });
    chart.element.addEventListener('pointerleave', away);
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      unpick();
    }
  });

  draw();
  document.addEventListener('theme', draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  new ResizeObserver(() => {
    main.canvas.resize();
    trouble.canvas.resize();
    draw();
    unpick();
  }).observe(charts);
  tellAge(false);
  setInterval(renew, 500);
})();
