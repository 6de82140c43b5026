import { instantLabel, instantsOf, numberLabel, rangeOf, scaleOf, ticksOf } from './chart-scale.js';

const size = { width: 820, height: 380, left: 64, right: 16, top: 14, bottom: 62 };
const right = size.width - size.right;
const floor = size.height - size.bottom;

const svg = (name, attributes, ...inside) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...inside);
  return made;
};

const titled = (shape, text) => {
  shape.append(svg('title', {}, text));
  return shape;
};

const label = ([x, y], text, attributes = {}) =>
  svg('text', { x, y, class: 'chart-label', ...attributes }, text);

const heightAxis = (ticks, place) =>
  ticks.flatMap((tick) => [
    svg('line', { x1: size.left, x2: right, y1: place(tick), y2: place(tick), class: 'chart-line' }),
    label([size.left - 8, place(tick) + 4], numberLabel(tick), { 'text-anchor': 'end' }),
  ]);

const names = ({ across, up }) => [
  label([(size.left + right) / 2, size.height - 8], across, { 'text-anchor': 'middle', class: 'chart-name' }),
  label([0, 0], up, {
    transform: `translate(14 ${(size.top + floor) / 2}) rotate(-90)`,
    'text-anchor': 'middle',
    class: 'chart-name',
  }),
];

const anchorOf = (index, count) => {
  if (index === 0) return 'start';
  return index === count - 1 ? 'end' : 'middle';
};

const upward = (values, fromZero) => {
  const [low, high] = rangeOf(fromZero ? [0, ...values] : values);
  const ticks = ticksOf(low, high);
  const place = scaleOf([ticks[0], ticks.at(-1)], [floor, size.top]);
  return { ticks, place, zero: place(Math.min(Math.max(0, ticks[0]), ticks.at(-1))) };
};

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const bars = (marks) => {
  const { ticks, place, zero } = upward(
    marks.map(({ value }) => value),
    true,
  );
  const step = (right - size.left) / marks.length;
  const shapes = marks.map(({ label: name, value }, index) => {
    const y = Math.min(place(value), zero);
    const box = {
      x: size.left + index * step + step * 0.12,
      y,
      width: step * 0.76,
      height: Math.abs(place(value) - zero),
    };
    return titled(svg('rect', { ...box, class: 'chart-fill' }), `${name}: ${value}`);
  });
  const isTight = marks.some(({ label: name }) => name.length * 7 > step);
  const labels = marks.map(({ label: name }, index) => {
    const x = size.left + (index + 0.5) * step;
    if (!isTight) return label([x, floor + 18], name, { 'text-anchor': 'middle' });
    const turn = { transform: `translate(${x + 3} ${floor + 12}) rotate(-35)`, 'text-anchor': 'end' };
    return index % Math.ceil(marks.length / 24) === 0 ? label([0, 0], cut(name, 9), turn) : '';
  });
  return [...heightAxis(ticks, place), ...shapes, ...labels.filter((one) => one !== '')];
};

const widthAxis = (marks, temporal) => {
  const [low, high] = rangeOf(marks.map(({ x }) => x));
  const ticks = temporal ? instantsOf(low, high) : ticksOf(low, high);
  const place = scaleOf([ticks[0], ticks.at(-1)], [size.left, right]);
  const text = (tick) => (temporal ? instantLabel(tick, high - low) : numberLabel(tick));
  const labels = ticks.map((tick, index) =>
    label([place(tick), floor + 18], text(tick), { 'text-anchor': anchorOf(index, ticks.length) }),
  );
  return { place, labels };
};

const points = (kind, marks, temporal) => {
  const up = upward(
    marks.map(({ y }) => y),
    false,
  );
  const across = widthAxis(marks, temporal);
  const at = ({ x, y }) => `${across.place(x).toFixed(1)},${up.place(y).toFixed(1)}`;
  const line = svg('polyline', { points: marks.map(at).join(' '), class: 'chart-stroke' });
  const withDots = kind === 'scatter' || marks.length <= 60;
  const dots = withDots ? marks.map((mark) => dotOf(mark, across.place, up.place)) : [];
  return [...heightAxis(up.ticks, up.place), ...across.labels, ...(kind === 'line' ? [line] : []), ...dots];
};

const dotOf = ({ x, y, label: name }, across, up) =>
  titled(svg('circle', { cx: across(x), cy: up(y), r: 3.5, class: 'chart-dot' }), `${name}: ${y}`);

const histogram = (marks) => {
  const up = upward(
    marks.map(({ value }) => value),
    true,
  );
  const across = widthAxis(
    marks.flatMap(({ from, to }) => [{ x: from }, { x: to }]),
    false,
  );
  const shapes = marks.map(({ from, to, value }) => {
    const x = across.place(from);
    const box = {
      x: x + 0.5,
      y: up.place(value),
      width: Math.max(across.place(to) - x - 1, 1),
      height: floor - up.place(value),
    };
    return titled(
      svg('rect', { ...box, class: 'chart-fill' }),
      `${numberLabel(from)} to ${numberLabel(to)}: ${value}`,
    );
  });
  return [...heightAxis(up.ticks, up.place), ...shapes, ...across.labels];
};

const shapesOf = (kind, marks, temporal) => {
  if (kind === 'bar') return bars(marks);
  return kind === 'histogram' ? histogram(marks) : points(kind, marks, temporal);
};

/** Draws marks with their axes; `description` is what somebody hears who cannot see them. */
export const pictureOf = ({ kind, marks, temporal, across, up, description }) =>
  svg(
    'svg',
    { viewBox: `0 0 ${size.width} ${size.height}`, class: 'chart', role: 'img', 'aria-label': description },
    ...shapesOf(kind, marks, temporal),
    svg('line', { x1: size.left, x2: right, y1: floor, y2: floor, class: 'chart-floor' }),
    ...names({ across, up }),
  );
