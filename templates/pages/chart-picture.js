import { instantLabel, instantsOf, numberLabel, rangeOf, scaleOf, ticksOf } from './chart-scale.js';

/** Where the axes lie in a picture of this width. */
const frameOf = (width) => ({ width, height: 380, left: 64, right: width - 16, top: 14, floor: 318 });

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

const heightAxis = ({ left, right }, ticks, place) =>
  ticks.flatMap((tick) => [
    svg('line', { x1: left, x2: right, y1: place(tick), y2: place(tick), class: 'chart-line' }),
    label([left - 8, place(tick) + 4], numberLabel(tick), { 'text-anchor': 'end' }),
  ]);

const names = ({ left, right, top, floor, height }, { across, up }) => [
  label([(left + right) / 2, height - 8], across, { 'text-anchor': 'middle', class: 'chart-name' }),
  label([0, 0], up, {
    transform: `translate(14 ${(top + floor) / 2}) rotate(-90)`,
    'text-anchor': 'middle',
    class: 'chart-name',
  }),
];

const anchorOf = (index, count) => {
  if (index === 0) return 'start';
  return index === count - 1 ? 'end' : 'middle';
};

const upward = ({ floor, top }, values, fromZero) => {
  const [low, high] = rangeOf(fromZero ? [0, ...values] : values);
  const ticks = ticksOf(low, high);
  const place = scaleOf([ticks[0], ticks.at(-1)], [floor, top]);
  return { ticks, place, zero: place(Math.min(Math.max(0, ticks[0]), ticks.at(-1))) };
};

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const bars = (frame, marks) => {
  const { left, right, floor } = frame;
  const { ticks, place, zero } = upward(
    frame,
    marks.map(({ value }) => value),
    true,
  );
  const step = (right - left) / marks.length;
  const shapes = marks.map(({ label: name, value }, index) => {
    const y = Math.min(place(value), zero);
    const box = {
      x: left + index * step + step * 0.12,
      y,
      width: step * 0.76,
      height: Math.abs(place(value) - zero),
    };
    return titled(svg('rect', { ...box, class: 'chart-fill' }), `${name}: ${value}`);
  });
  const isTight = marks.some(({ label: name }) => name.length * 7 > step);
  const labels = marks.map(({ label: name }, index) => {
    const x = left + (index + 0.5) * step;
    if (!isTight) return label([x, floor + 18], name, { 'text-anchor': 'middle' });
    const turn = { transform: `translate(${x + 3} ${floor + 12}) rotate(-35)`, 'text-anchor': 'end' };
    return index % Math.ceil(15 / step) === 0 ? label([0, 0], cut(name, 9), turn) : '';
  });
  return [...heightAxis(frame, ticks, place), ...shapes, ...labels.filter((one) => one !== '')];
};

const widthAxis = ({ left, right, floor }, marks, temporal) => {
  // Narrow pictures have room for every other label.
  const every = right - left < 480 ? 2 : 1;
  const [low, high] = rangeOf(marks.map(({ x }) => x));
  const ticks = temporal ? instantsOf(low, high) : ticksOf(low, high);
  const place = scaleOf([ticks[0], ticks.at(-1)], [left, right]);
  const text = (tick) => (temporal ? instantLabel(tick, high - low) : numberLabel(tick));
  const labelOf = (tick, index) =>
    label([place(tick), floor + 18], text(tick), { 'text-anchor': anchorOf(index, ticks.length) });
  return { place, labels: ticks.map(labelOf).filter((_, index) => index % every === 0) };
};

const points = (frame, { kind, marks, temporal }) => {
  const up = upward(
    frame,
    marks.map(({ y }) => y),
    false,
  );
  const across = widthAxis(frame, marks, temporal);
  const at = ({ x, y }) => `${across.place(x).toFixed(1)},${up.place(y).toFixed(1)}`;
  const line = svg('polyline', { points: marks.map(at).join(' '), class: 'chart-stroke' });
  const withDots = kind === 'scatter' || marks.length <= 60;
  const dots = withDots ? marks.map((mark) => dotOf(mark, across.place, up.place)) : [];
  return [
    ...heightAxis(frame, up.ticks, up.place),
    ...across.labels,
    ...(kind === 'line' ? [line] : []),
    ...dots,
  ];
};

const dotOf = ({ x, y, label: name }, across, up) =>
  titled(svg('circle', { cx: across(x), cy: up(y), r: 3.5, class: 'chart-dot' }), `${name}: ${y}`);

const histogram = (frame, marks) => {
  const up = upward(
    frame,
    marks.map(({ value }) => value),
    true,
  );
  const across = widthAxis(
    frame,
    marks.flatMap(({ from, to }) => [{ x: from }, { x: to }]),
    false,
  );
  const shapes = marks.map(({ from, to, value }) => {
    const x = across.place(from);
    const box = {
      x: x + 0.5,
      y: up.place(value),
      width: Math.max(across.place(to) - x - 1, 1),
      height: frame.floor - up.place(value),
    };
    return titled(
      svg('rect', { ...box, class: 'chart-fill' }),
      `${numberLabel(from)} to ${numberLabel(to)}: ${value}`,
    );
  });
  return [...heightAxis(frame, up.ticks, up.place), ...shapes, ...across.labels];
};

const shapesOf = (frame, chart) => {
  if (chart.kind === 'bar') return bars(frame, chart.marks);
  return chart.kind === 'histogram' ? histogram(frame, chart.marks) : points(frame, chart);
};

/** Draws marks with their axes, so wide; `description` is what somebody hears who cannot see them. */
export const pictureOf = (chart, width) => {
  const frame = frameOf(width);
  const { height, left, right, floor } = frame;
  const words = { class: 'chart', role: 'img', 'aria-label': chart.description };
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, ...words },
    ...shapesOf(frame, chart),
    svg('line', { x1: left, x2: right, y1: floor, y2: floor, class: 'chart-floor' }),
    ...names(frame, chart),
  );
};
