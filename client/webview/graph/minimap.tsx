/** The whole picture in small, where it does not fit: a click or a drag moves the frame over it. */
import { camera, frame, lookAt } from "./picture.tsx";
import { layout, selected } from "./model.ts";

const WIDTH = 132;
const HEIGHT = 92;
const MARGIN = 5;

export function Minimap() {
  const placed = layout.value;
  if (placed === null) return null;
  const { x, y, scale: zoom } = camera.value;
  const { width, height } = frame.value;
  const fits = x >= 0 && y >= 0 && x + placed.width * zoom <= width && y + placed.height * zoom <= height;
  if (fits) return null;
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(1, placed.width), (HEIGHT - 2 * MARGIN) / Math.max(1, placed.height));
  const [left, top] = [(WIDTH - placed.width * scale) / 2, (HEIGHT - placed.height * scale) / 2];
  const at = ({ clientX, clientY, currentTarget }: PointerEvent) => {
    const box = (currentTarget as Element).getBoundingClientRect();
    lookAt((clientX - box.left - left) / scale, (clientY - box.top - top) / scale);
  };
  return (
    <svg
      class="minimap"
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      onPointerDown={event => ((event.currentTarget as Element).setPointerCapture(event.pointerId), at(event))}
      onPointerMove={event => event.buttons === 1 && at(event)}
    >
      {/* One path: thousands of boxes are one element. */}
      <path class="all" d={placed.boxes.map(box => rect(left + box.x * scale, top + box.y * scale, box.width * scale, box.height * scale)).join("")} />
      {selected.value !== null && placed.boxes[selected.value.id] && (
        <path
          class="on"
          d={(({ x: bx, y: by, width: w, height: h }) => rect(left + bx * scale, top + by * scale, w * scale, h * scale))(placed.boxes[selected.value.id]!)}
        />
      )}
      <rect class="frame" x={left - (x / zoom) * scale} y={top - (y / zoom) * scale} width={(width / zoom) * scale} height={(height / zoom) * scale} />
    </svg>
  );
}

const rect = (x: number, y: number, width: number, height: number): string =>
  `M${x.toFixed(1)} ${y.toFixed(1)}h${Math.max(1, width).toFixed(1)}v${Math.max(1, height).toFixed(1)}h-${Math.max(1, width).toFixed(1)}z`;
