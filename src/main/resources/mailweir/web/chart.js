'use strict';
// One chart over time: lines, a filled area or stacked bands, in steps, with ticks where the zone's hours, days and months begin.
// No word of a log is written as markup: texts go into the canvas or into text nodes.
const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LEFT = 50;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 24;

/** Times in one zone: local milliseconds are what a wall clock there shows, read as if it were UTC. */
class ZoneClock {
  constructor(zone, label) {
    this.label = label;
    const parts = { hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' };
    try {
      this.format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: zone });
    } catch (unknownZone) {
      this.format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: 'UTC' });
      this.label = 'UTC';
    }
  }

  local(time) {
    const at = {};
    for (const part of this.format.formatToParts(time)) {
      at[part.type] = Number(part.value);
    }
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
  }

  instant(local) {
    const guess = local - (this.local(local) - local);
    return local - (this.local(guess) - guess);
  }

  /** 2026-11-20 12:03:10, to the second or to the minute. */
  stamp(time, length = 19) {
    return new Date(this.local(time)).toISOString().replace('T', ' ').slice(0, length);
  }

  /** Where the axis is labelled: [[instant, label], …], at most so many. */
  ticks(since, until, most) {
    const start = this.local(since);
    const end = this.local(until);
    for (const unit of [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY]) {
      if ((end - start) / unit <= most) {
        const ticks = [];
        for (let local = Math.ceil(start / unit) * unit; local <= end; local += unit) {
          ticks.push([this.instant(local), this.label_(local, unit, most)]);
        }
        return ticks;
      }
    }
    const months = (end - start) / (30.4 * DAY);
    const every = [1, 2, 3, 6, 12, 24, 60, 120].find((count) => months / count <= most) || 240;
    const ticks = [];
    const first = new Date(start);
    for (let month = first.getUTCFullYear() * 12 + first.getUTCMonth(); ; month++) {
      const local = Date.UTC(Math.floor(month / 12), month % 12, 1);
      if (local > end) {
        return ticks;
      }
      if (local >= start && month % every === 0) {
        const year = Math.floor(month / 12);
        ticks.push([this.instant(local), every >= 12 ? String(year) : month % 12 === 0 ? MONTHS[0] + ' ' + year : MONTHS[month % 12]]);
      }
    }
  }

  label_(local, unit, most) {
    const date = new Date(local);
    const day = date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()];
    if (unit >= DAY) {
      return unit === DAY && most >= 8 ? DAYS[date.getUTCDay()] + ' ' + day : day;
    }
    const time = date.toISOString().slice(11, 16);
    return time === '00:00' ? day : time;
  }
}

/** A number of messages a minute, as the table writes it. */
function rateText(rate) {
  if (rate >= 99.95) {
    return Math.round(rate).toLocaleString('en-US');
  }
  return rate.toFixed(rate >= 1 || rate === 0 ? 1 : 2);
}

function bytesText(bytes) {
  if (bytes < 1000) {
    return Math.round(bytes) + ' B';
  }
  let amount = bytes;
  let unit = -1;
  while (amount >= 999.5 && unit < 4) {
    amount /= 1000;
    unit++;
  }
  return amount.toFixed(amount < 9.95 ? 1 : 0) + ' ' + 'kMGTP'[unit] + 'B';
}

/** The colour of a series, from the style sheet, so that dark and light each have theirs. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Bands stand on one another: each is drawn as the sum up to it, the highest first. (ECharts stacks only over a time or category axis.) */
function stacked(series) {
  if (!series.some((one) => one.stack)) {
    return series;
  }
  const sums = [];
  return series
    .map((one) => ({ ...one, rates: one.rates.map((rate, i) => (sums[i] = (sums[i] || 0) + rate)) }))
    .reverse();
}

/** A chart in an element. A series is { name, label, colour, rates, area, stack }. */
class FlowChart {
  constructor(element, clock) {
    this.element = element;
    this.clock = clock;
    this.canvas = echarts.init(element, null, { renderer: 'canvas' });
    this.hidden = new Set();
    this.legend = document.createElement('span');
    this.legend.className = 'legend';
    element.previousElementSibling.append(this.legend);
  }

  draw(since, step, series, minimum) {
    this.since = since;
    this.step = step;
    this.series = series;
    const count = Math.max(1, ...series.map((one) => one.rates.length));
    this.until = since + count * step;
    this.count = count;
    this.drawLegend();
    const ticks = this.clock.ticks(since, this.until, Math.max(2, Math.floor(this.element.clientWidth / 84)));
    const labels = new Map(ticks);
    const line = colour('--grid');
    const text = colour('--quiet');
    this.canvas.setOption(
      {
        animation: false,
        grid: { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM },
        xAxis: {
          type: 'value',
          min: since,
          max: this.until,
          axisLine: { lineStyle: { color: line } },
          axisTick: { show: true, customValues: ticks.map((tick) => tick[0]), lineStyle: { color: line } },
          axisLabel: { color: text, fontSize: 12, hideOverlap: true, customValues: ticks.map((tick) => tick[0]), formatter: (value) => labels.get(value) || '' },
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          min: 0,
          max: (extent) => (extent.max < minimum ? minimum : null),
          splitNumber: 4,
          axisLabel: { color: text, fontSize: 12, formatter: (value) => (value >= 10000 ? value / 1000 + 'k' : String(value)) },
          splitLine: { lineStyle: { color: line } },
        },
        series: stacked(series.filter((one) => !this.hidden.has(one.name))).map((one) => ({
            id: one.name,
            name: one.name,
            type: 'line',
            step: 'end',
            silent: true,
            symbol: 'none',
            lineStyle: { color: one.colour, width: one.stack ? 0 : one.area ? 1 : 1.6, type: one.dash || 'solid' },
            itemStyle: { color: one.colour },
            areaStyle: one.area ? { color: one.colour, opacity: one.stack ? 1 : 0.45 } : undefined,
            data: one.rates.map((rate, i) => [since + i * step, rate]).concat(one.rates.length ? [[since + one.rates.length * step, one.rates[one.rates.length - 1]]] : []),
          })),
      },
      { replaceMerge: ['series'] },
    );
    this.element.dataset.drawn = 'true';
  }

  drawLegend() {
    const names = this.series.map((one) => one.name + one.colour + this.hidden.has(one.name)).join();
    if (names === this.legendNames) {
      return;
    }
    this.legendNames = names;
    this.legend.replaceChildren(
      ...this.series.map((one) => {
        const item = document.createElement('button');
        const swatch = document.createElement('i');
        swatch.className = 'swatch';
        swatch.style.backgroundColor = one.colour;
        item.type = 'button';
        item.append(swatch, one.label);
        item.setAttribute('aria-pressed', String(!this.hidden.has(one.name)));
        item.title = 'Show or hide';
        item.addEventListener('click', () => {
          if (!this.hidden.delete(one.name)) {
            this.hidden.add(one.name);
          }
          this.draw(this.since, this.step, this.series, 1);
        });
        return item;
      }),
    );
  }

  width() {
    return this.element.clientWidth - LEFT - RIGHT;
  }

  /** The step at a distance from the element's left edge, or -1 outside. */
  at(x) {
    const index = Math.floor(((x - LEFT) / this.width()) * this.count);
    return x < LEFT || index >= this.count ? -1 : index;
  }

  /** The left edge of a step. */
  x(index) {
    return LEFT + (index / this.count) * this.width();
  }

  /** The series that is drawn at a height above a step: the band that covers it, or the line nearest to it. */
  seriesAt(index, y) {
    const value = this.canvas.convertFromPixel({ yAxisIndex: 0 }, y);
    const shown = this.series.filter((one) => !this.hidden.has(one.name));
    if (shown.some((one) => one.stack)) {
      let sum = 0;
      return shown.find((one) => (sum += one.rates[index] || 0) >= value) || null;
    }
    const reach = Math.abs(this.canvas.convertFromPixel({ yAxisIndex: 0 }, y - 14) - value);
    const near = shown
      .map((one) => [Math.abs((one.rates[index] || 0) - value), one])
      .filter((pair) => pair[0] <= reach && (pair[1].rates[index] || 0) > 0)
      .sort((a, b) => a[0] - b[0]);
    return near.length ? near[0][1] : shown.find((one) => one.area && (one.rates[index] || 0) >= value) || null;
  }
}
