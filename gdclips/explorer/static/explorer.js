// The explorer's front end: one module for the page and for the notebook's widget; the markup is page.html's.
// `ask(kind, body) -> { facts, image }` asks the backend. Values are texts, as in the address and on the
// command line; the backend checks them.

const LIGHT = matchMedia("(prefers-color-scheme: light)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const CAMERA_KEYS = { ArrowLeft: [5, 0], ArrowRight: [-5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
const STEP_KEYS = { ArrowLeft: -1, ArrowRight: 1, ",": -1, ".": 1 };
const END_KEYS = { Home: 0, End: 1e6 }; // seconds; no clip is as long as the last
let fonts;
const random = () => Math.random().toString(36).slice(2);
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const share = (range, value) => clamp((value - range.min) / (range.max - range.min || 1), 0, 1);
const formatted = (fact) => (Number.isFinite(fact) && fact % 1 ? Number(fact.toPrecision(3)) : fact ?? "–");

function fillTemplate(template, values) { // an element, with a value for each {name}
  const escaped = (value) => String(value ?? "").replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);
  const markup = template.innerHTML.replace(/\{(\w+)\}/g, (_, name) => escaped(values[name]));
  return document.createRange().createContextualFragment(markup).firstElementChild;
}

class Explorer {
  constructor(root, ask, host) { // host: the address, `go` to another, the message when the backend is lost
    const parts = [...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]);
    Object.assign(this, { part: Object.fromEntries(parts), looks: {}, rates: {}, defaults: {} });
    Object.assign(this, { root, ask, host, client: random(), number: 0, listeners: new AbortController() });
    Object.assign(this, { scenes: [], controls: {}, facts: {}, values: { theme: "auto" } });
    this.listen();
  }

  listen() {
    const { part, listeners: { signal }, root } = this, { canvas, scrub } = part;
    const on = (target, kind, act) => target.addEventListener(kind, act, { capture: true, signal });
    on(part.player, "click", () => this.play());
    on(part.back, "click", () => this.step(-1));
    on(part.forward, "click", () => this.step(1));
    on(scrub, "input", () => this.seek({ seconds: Number(scrub.value) }));
    on(part.reset, "click", () => this.set(this.initial));
    on(part.export, "click", () => this.export());
    on(part.cancel, "click", () => this.cancel());
    on(root, "input", ({ target }) => target.matches(".slider") && this.takeInput(target, false));
    on(root, "change", ({ target }) => target.name && this.takeInput(target));
    on(root, "click", ({ target }) => target.matches("button[name]") && this.takeInput(target));
    on(root, "click", (event) => this.follow(event));
    on(part.pop, "beforetoggle", ({ newState }) => newState === "open" && this.listScenes(part.others));
    on(canvas, "pointerdown", ({ x, y }) => (this.grip = { x, y, from: this.values }));
    on(canvas, "pointerdown", ({ pointerId }) => this.scene.spatial && canvas.setPointerCapture(pointerId));
    on(canvas, "pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && this.drag(event));
    on(canvas, "lostpointercapture", () => this.updateSoon(true));
    on(window, "keydown", (event) => root.contains(event.target) && this.pressKey(event)); // before Jupyter
    on(LIGHT, "change", () => this.showControls());
    on(window, "pagehide", () => this.leave());
    if (this.host.go) on(window, "popstate", () => this.navigate(location.search));
    part.scene.popoverTargetElement = part.pop;
  }

  async open() {
    const { facts } = await this.askUntilAnswered("scenes", {}), { part } = this;
    const { scenes, look, choices, formats } = facts;
    const titled = (name) => name[0].toUpperCase() + name.slice(1);
    for (const [name, all] of Object.entries(choices))
      part[name].append(...all.map((value) => new Option(titled(value), value)));
    part.output.append(...formats.map(({ suffix, name }) => new Option(name, suffix)));
    const texts = Object.entries({ ...look, theme: "auto" }).map(([name, value]) => [name, String(value)]);
    for (const { suffix, rates } of formats) this.rates[suffix] = rates;
    this.scenes = scenes;
    this.looks = this.defaults = Object.fromEntries(texts);
    this.navigate(this.host.search);
    fonts ??= [400, 600].map(async (weight) => { // the picture doesn't wait for the fonts
      const { image } = await this.askUntilAnswered("font", { weight });
      document.fonts.add(new FontFace("Explorer Sans", await image.arrayBuffer(), { weight }));
    });
  }
  async askUntilAnswered(kind, body) { // asks again until the backend answers, and shows a message meanwhile
    const { gone, status } = this.part;
    for (;;) {
      const answer = await this.ask(kind, body).catch(() => null);
      if (answer && gone.textContent) [status.textContent, gone.textContent] = ["The explorer is back.", ""];
      if (answer) return answer;
      gone.textContent ||= this.host.lost;
      await wait(0.5);
    }
  }

  navigate(search) { // to a scene, its values and a time, or to the gallery
    const { scene: name, at, iteration, ...given } = Object.fromEntries(new URLSearchParams(search));
    const { part, scene: before } = this, rests = at || iteration || STILL.matches;
    const scene = (this.scene = this.scenes.find((each) => each.name === name));
    part.gallery.hidden = Boolean(scene);
    part.stage.hidden = part.scene.hidden = !scene;
    if (this.host.go) document.title = scene ? `${scene.title} · Gradient descent` : "Gradient descent";
    if (scene && scene !== before) this.buildControls();
    this.values = { ...this.defaults, ...given };
    const seconds = Number(at ?? (STILL.matches ? END_KEYS.End : END_KEYS.Home));
    this.at = iteration ? { step: Number(iteration) } : { seconds };
    this.playing = false;
    this.pushed = this.address(false);
    this.showControls();
    this.play(Boolean(scene) && !rests);
  }
  address(moment = Boolean(this.scene) && !this.playing) {
    const { scene, at: { step, seconds }, values, defaults } = this;
    const time = step == null ? { at: Math.round(1000 * seconds) / 1000 } : { iteration: step };
    const all = { ...(scene && { scene: scene.name }), ...values, ...(moment && time) };
    const changed = Object.entries(all).filter(([name, value]) => value !== defaults[name]);
    return changed.length ? `?${new URLSearchParams(changed)}` : "/";
  }
  updateSoon(commits = false) { // the address and the export command; a commit adds a history entry
    this.commits ||= commits;
    this.part.command.ariaBusy = "true";
    clearTimeout(this.updating);
    const updating = (this.updating = setTimeout(async () => {
      const now = this.address(false);
      this.host.go?.(this.address(), this.commits && now !== this.pushed);
      Object.assign(this, { pushed: now, commits: false });
      const answer = this.scene && (await this.askUntilAnswered("command", this.exportBody));
      const { command, lines = "", error } = answer?.facts ?? {};
      if (updating !== this.updating) return; // a newer answer follows
      [this.part.command.textContent, this.part.lines.textContent] = [command ?? error, lines];
      this.part.command.ariaBusy = null;
    }, 200));
  }
  follow(event) { // a link to a scene or to the gallery, without reloading the page
    const link = event.target.closest("a:not([download])");
    if (!link || (this.host.go && (event.ctrlKey || event.metaKey || event.shiftKey))) return;
    event.preventDefault();
    this.host.go?.(link.search, true);
    this.navigate(link.search);
    this.part.pop.hidePopover();
    this.part.canvas.focus();
  }

  takeInput({ name, type, value, checked }, commits = true) { // of a field, a slider or a button
    const text = type === "checkbox" ? String(checked) : value.replaceAll(" ", "");
    this.set({ [name]: text || (this.controls[name].optional ? "auto" : this.defaults[name]) }, commits);
  }
  set(values, commits = true) {
    const changed = Object.keys(values).some((name) => values[name] !== this.values[name]);
    this.values = { ...this.values, ...values };
    this.showControls(changed);
    if (commits) this.updateSoon(true);
  }
  showControls(changed = true) { // and draw soon, if a value changed
    const { values, part, host, rates } = this, system = host.theme?.() ?? (LIGHT.matches ? "light" : "dark");
    this.theme = this.root.dataset.theme = values.theme === "auto" ? system : values.theme;
    part.home.search = values.theme === "auto" ? "" : `?theme=${values.theme}`;
    for (const name of Object.keys(this.looks)) part[name].value = values[name];
    for (const each of part.fps.options) each.hidden = !rates[values.output]?.includes(Number(each.value));
    for (const control of Object.values(this.controls)) this.fillControl(control);
    if (!this.scene) this.listScenes(part.cards);
    if (changed) this.draw();
  }

  get exportBody() {
    const { client, scene, values, theme } = this, { size, fps, renderer, cut, bare, output } = values;
    const settings = Object.fromEntries(Object.keys(this.controls).map((name) => [name, values[name]]));
    const look = { theme, size, fps: Number(fps), renderer, cut, bare: bare === "true" };
    return { client, scene: scene.name, settings, look, output };
  }
  async draw() { // one picture after the other, each of the newest values
    this.wanted = Boolean(this.scene);
    if (this.drawing || !this.wanted) return;
    this.drawing = this.part.figure.dataset.busy = true;
    await null; // until the caller has set all values
    for (let shown = null; this.wanted || (await shown, this.wanted); ) {
      this.wanted = false;
      const { scene, at } = this, { output, look: { fps, renderer, ...look }, ...view } = this.exportBody;
      const body = { ...view, look, at, number: ++this.number };
      const { facts, image } = await this.askUntilAnswered("view", body);
      const decoded = image && createImageBitmap(image); // while the next one is being drawn
      const show = ([last]) => scene === this.scene && this.showView(facts, last);
      shown = Promise.all([decoded, shown]).then(show).catch(console.error);
    }
    this.drawing = false;
    delete this.part.figure.dataset.busy;
  }
  showView(facts, picture) { // or its error
    this.showError(facts);
    if (!picture) return;
    const { part, part: { canvas, scrub }, scene, controls: { rate }, facts: before } = this;
    const { number, step, seconds, length } = facts, newest = number === this.number && !this.wanted;
    const texts = { ...facts, seconds: seconds.toFixed(1), length: length.toFixed(1) };
    const count = `iteration ${step} of ${facts.steps}`;
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
    [this.facts, canvas.dataset.number] = [facts, number];
    canvas.ariaLabel = `${scene.title}: ${count}${scene.spatial ? "; arrow keys turn the camera" : ""}`;
    const readouts = this.root.querySelectorAll("[data-fact]");
    for (const readout of readouts) readout.textContent = formatted(texts[readout.dataset.fact]);
    part.theory.hidden = part.note.hidden = !facts.note; // a scene may have no theory
    if (newest && !this.playing) this.at = "step" in this.at ? { step } : { seconds };
    const valueText = `${texts.seconds} of ${texts.length} seconds, ${count}`;
    Object.assign(scrub, { max: length, step: 1 / this.values.fps, ariaValueText: valueText });
    if (newest || this.playing) scrub.value = seconds;
    scrub.style.setProperty("--fill", share(scrub, scrub.value));
    if (rate && (facts.rate !== before.rate || facts.limit !== before.limit)) this.fillControl(rate);
  }
  showError({ error = "", setting }) {
    this.part.wrong.textContent = this.controls[setting] ? "" : error;
    for (const { name, node } of Object.values(this.controls)) {
      const wrong = name === setting ? error : "";
      node.querySelector(".wrong").textContent = wrong;
      for (const input of node.querySelectorAll(".slider, .field")) input.ariaInvalid = wrong ? "true" : null;
    }
  }

  play(on = !this.playing) {
    const { facts, values: { fps } } = this, seconds = this.at.seconds ?? facts.seconds ?? 0;
    if (on) this.at = { seconds: seconds >= facts.length - 1e-6 ? 0 : seconds };
    else if (this.playing) this.at = { seconds: Math.round(seconds * fps) / fps }; // a frame of the clip
    if (on !== this.playing) this.draw();
    Object.assign(this, { playing: on, then: null });
    this.part.player.ariaLabel = on ? "Pause" : "Play";
    cancelAnimationFrame(this.frame);
    if (on) this.frame = requestAnimationFrame((now) => this.tick(now));
    this.updateSoon();
  }
  tick(now) {
    if (!this.root.isConnected) return;
    const { length } = this.facts, passed = length ? Math.min(now - (this.then ?? now), 250) / 1000 : 0;
    this.then = now;
    this.at = { seconds: Math.min(this.at.seconds + passed * this.part.speed.value, length ?? END_KEYS.End) };
    this.draw();
    if (this.at.seconds >= length) this.play(false);
    else this.frame = requestAnimationFrame((later) => this.tick(later));
  }
  seek(at) {
    this.play(false);
    this.at = at;
    this.draw();
  }
  step(by) {
    const { step = 0, steps = 0, glide } = this.facts, begun = by < 0 && glide > 0; // back to its start
    this.seek({ step: clamp((this.at.step ?? step + begun) + by, 0, steps) });
  }

  pressKey(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (!this.host.go) event.stopImmediatePropagation();
    if (!this.scene || ![this.part.canvas, this.root].includes(target)) return;
    if (this.scene.spatial && key in CAMERA_KEYS) this.camera(...CAMERA_KEYS[key]);
    else if (key in STEP_KEYS) this.step(STEP_KEYS[key]);
    else if (key in END_KEYS) this.seek({ seconds: END_KEYS[key] });
    else if (key === " ") this.play();
    else return;
    event.preventDefault();
  }
  drag({ x, y }) { // half a turn for the picture's width, in whole degrees
    const { grip } = this, degrees = 180 / this.part.canvas.clientWidth;
    this.camera(Math.round((grip.x - x) * degrees), Math.round((y - grip.y) * degrees), grip.from, false);
  }
  camera(around, up, from = this.values, commits = true) {
    const azimuth = ((Number(from.azimuth) + around + 540) % 360) - 180;
    const elevation = clamp(Number(from.elevation) + up, 0, 90);
    this.set({ azimuth: String(azimuth), elevation: String(elevation) }, commits);
  }

  async listScenes(cards) { // with their thumbnails, one after the other
    const { scenes, theme, part } = this, link = part.home.search.replace("?", "&");
    const current = (scene) => scene === this.scene && "page";
    const card = (scene) => fillTemplate(part.card, { ...scene, link, current: current(scene) });
    cards.replaceChildren(...scenes.map(card));
    for (const image of cards.querySelectorAll("img")) {
      const thumbnail = await this.askUntilAnswered("thumbnail", { scene: image.dataset.scene, theme });
      if (!image.isConnected) return;
      image.src = URL.createObjectURL(thumbnail.image);
    }
  }
  buildControls() { // a control for each setting, in the fieldset that names it
    const { part, scene } = this;
    part.scene.textContent = part.title.textContent = part.canvas.ariaLabel = scene.title;
    part.canvas.role = scene.spatial ? "application" : "img";
    for (const { node } of Object.values(this.controls)) node.remove();
    Object.assign(this, { facts: {}, controls: {}, initial: {} });
    for (const control of scene.controls) {
      const { name, kind, slider, sentence, unit } = control, id = `explorer-${this.client}-${name}`;
      const [min, max, step] = slider ?? [null, null, "any"], label = name.replaceAll("_", " ");
      const title = unit && !`${label} ${sentence}`.includes(unit) ? `${label} (${unit})` : label;
      const values = { ...control, id, label, title, min, max, step };
      const node = fillTemplate(part.control, values);
      node.prepend(fillTemplate(part[kind], values));
      for (const choice of control.choices) node.querySelector("select").append(new Option(choice));
      (part.settings.querySelector(`[data-holds~=${name}]`) ?? part.descent).append(node);
      this.controls[name] = { ...control, node };
      this.initial[name] = String(control.default ?? "auto");
    }
    this.defaults = { ...this.initial, ...this.looks };
  }
  fillControl({ name, kind, node }) { // with its value, or with the value of "auto"
    const [field, slider, button] = [".field", ".slider", "button"].map((each) => node.querySelector(each));
    const { rate = null, limit: most } = name === "rate" ? this.facts : {}; // if the story has a theory
    const text = this.values[name], auto = text === "auto", value = auto ? rate : text;
    if (kind === "switch") field.checked = text === "true";
    else field.value = auto ? "" : text.replaceAll(",", ", ");
    field.placeholder = auto && value != null ? `auto ${formatted(value)}` : "auto";
    if (kind === "seed") button.value = 1 + Math.floor(9999 * Math.random());
    else if (button) button.ariaPressed = auto;
    if (!slider) return;
    const limit = (rate !== null && most) || Infinity, beyond = String(value > limit);
    Object.assign(slider, { value: value ?? slider.min, ariaValueText: auto ? field.placeholder : text });
    node.style.setProperty("--fill", share(slider, slider.value));
    node.style.setProperty("--limit", share(slider, limit));
    if (node.dataset.beyond === beyond) return;
    node.dataset.beyond = beyond; // even before the picture is drawn
    if (limit === Infinity) return;
    this.part.status.textContent = `The rate is ${value > limit ? "beyond" : "within"} the stability limit.`;
  }

  async export() {
    const { export: button, done, file } = this.part;
    button.disabled = true;
    file.textContent = "";
    done.value = 0;
    this.starting = this.askUntilAnswered("export", this.exportBody);
    let { facts } = await this.starting;
    const { id } = facts;
    this.running = id;
    while (id && !facts.error && (facts.state ?? "running") === "running") {
      await wait(0.15);
      ({ facts } = await this.askUntilAnswered("progress", { id }));
      done.value = facts.done / facts.total || 0;
    }
    this.running = null;
    button.disabled = false;
    file.textContent = facts.file ? `Saved as ${facts.file}` : facts.error || "Cancelled.";
    if (!facts.file) return;
    const href = URL.createObjectURL((await this.askUntilAnswered("file", { id })).image);
    Object.assign(document.createElement("a"), { href, download: facts.file }).click();
  }
  async cancel() {
    await this.askUntilAnswered("cancel", { id: (await this.starting).facts.id });
  }
  leave() { // cancel the export, so that others can export
    if (this.running) this.ask("cancel", { id: this.running }).catch(() => null);
  }
}

async function askServer(kind, body) {
  const headers = { "Content-Type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(body) };
  const keepalive = kind === "cancel"; // the page may be closing
  const answer = await fetch(`/api/${kind}`, { ...sent, keepalive });
  if (answer.headers.get("Content-Type") === "application/json") return { facts: await answer.json() };
  return { facts: JSON.parse(answer.headers.get("X-Facts") ?? "{}"), image: await answer.blob() };
}

const askKernel = (model) => (kind, body) => new Promise((answer, fail) => {
  const id = random();
  model.on("msg:custom", function hear(message, buffers) {
    if (message.id !== id) return;
    model.off("msg:custom", hear);
    answer({ facts: message.facts, image: buffers?.length ? new Blob([buffers[0]]) : null });
  });
  setTimeout(fail, 20000, new TypeError("no answer"));
  model.send({ id, kind, body });
});

function render({ model, el }) {
  el.classList.add("explorer");
  el.append(...new DOMParser().parseFromString(model.get("page"), "text/html").body.childNodes);
  const given = Object.entries(model.get("settings")).map(([name, value]) => [name, value ?? "auto"]);
  const named = ["scene", "theme"].map((name) => [name, model.get(name)]);
  const search = new URLSearchParams([...named, ...given]);
  const theme = () => ({ true: "light", false: "dark" })[document.body.dataset.jpThemeLight];
  const host = { search, theme, lost: "The notebook’s kernel doesn’t answer." };
  const explorer = new Explorer(el, askKernel(model), host);
  explorer.open();
  return () => (explorer.leave(), explorer.listeners.abort());
}
export default { render };

const lost = document.body?.dataset.lost; // only the body of our page has it
if (lost) {
  const go = (search, pushes) => history[pushes ? "pushState" : "replaceState"](null, "", search || "/");
  new Explorer(document.body, askServer, { search: location.search, go, lost }).open();
}
