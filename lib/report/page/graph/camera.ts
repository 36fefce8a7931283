/** Moves and scales what a picture holds: by mouse, fingers and keys. */
export class Camera {
  private x = 0;
  private y = 0;
  private scale = 1;
  private readonly fingers = new Map<number, PointerEvent>();
  private isDragged = false;

  constructor(
    private readonly stage: SVGSVGElement,
    private readonly world: () => SVGGElement | null,
    private readonly size: () => {
      readonly width: number;
      readonly height: number;
      readonly start: { readonly x: number; readonly y: number };
    },
  ) {
    stage.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    stage.addEventListener('pointerdown', (event) => this.down(event));
    stage.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel'] as const)
      stage.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
    // What ends a drag is no click on what lies below.
    stage.addEventListener(
      'click',
      (event) => {
        if (this.isDragged) event.stopPropagation();
        this.isDragged = false;
      },
      true,
    );
  }

  /** All of it, or as much as can be read. */
  fit(): void {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const all = this.size();
    const whole = Math.min(width / (all.width + 48), height / (all.height + 48));
    this.scale = Math.min(1.25, Math.max(whole, width < 600 ? 0.6 : 0.12));
    const isLarge = this.scale > whole;
    // Of what does not fit, its beginning.
    this.x = isLarge ? 28 - all.start.x * this.scale : (width - all.width * this.scale) / 2;
    this.y = isLarge ? height / 3 - all.start.y * this.scale : (height - all.height * this.scale) / 2;
    this.apply();
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  zoom(factor: number, at = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 }): void {
    const scale = Math.min(4, Math.max(0.05, this.scale * factor));
    this.x = at.x - ((at.x - this.x) * scale) / this.scale;
    this.y = at.y - ((at.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.apply();
  }

  /** A place of the picture in the middle, large enough to be read. */
  center(x: number, y: number): void {
    this.scale = Math.max(this.scale, 0.85);
    this.x = this.stage.clientWidth / 2 - x * this.scale;
    this.y = this.stage.clientHeight / 2 - y * this.scale;
    this.apply();
  }

  private apply(): void {
    this.world()?.setAttribute(
      'transform',
      `translate(${this.x.toFixed(1)} ${this.y.toFixed(1)}) scale(${this.scale.toFixed(4)})`,
    );
  }

  private at(event: MouseEvent) {
    const { left, top } = this.stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || !event.shiftKey)
      this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.at(event));
    else this.pan(-event.deltaY, 0);
  }

  private down(event: PointerEvent): void {
    this.fingers.set(event.pointerId, event);
    this.isDragged = false;
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (before === undefined) return;
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    if (!this.isDragged && Math.hypot(dx, dy) < 4) return;
    if (!this.isDragged) this.stage.setPointerCapture(event.pointerId);
    this.isDragged = true;
    const other = [...this.fingers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    if (other !== undefined) {
      const distance = (one: PointerEvent) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      this.zoom(distance(event) / Math.max(1, distance(before)), this.at(other));
    } else this.pan(dx, dy);
    this.fingers.set(event.pointerId, event);
  }
}
