// The explorer's front end: one module for the page and for the notebook's widget; the markup is page.html's.
// What is seen comes from the backend by `ask(kind, body) -> { facts, image }`. What is set are texts, as the
// address and the command line have them; the backend checks them.

const LIGHT = matchMedia("(prefers-color-scheme: light)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const TURNS = { ArrowLeft: [5, 0], ArrowRight: [-5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ",": -1, ".": 1 };
const ENDS = { Home: 0, End: 1e6 }; // seconds, the last later than any clip's end
let fonts;
const random = () => Math.random().toString(36).slice(2);
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const share = (range, value) => clamp((value - range.min) / (range.max - range.min || 1), 0, 1);
const told = (fact) => (Number.isFinite(fact) && fact % 1 ? Number(fact.toPrecision(3)) : fact ?? "–");

function filled(template, values) { // its markup, with a value for each {name}
  const escaped = (value) => String(value ?? "").replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);
  const markup = template.innerHTML.replace(/\{(\w+)\}/g, (_, name) => escaped(values[name]));
  return document.createRange().createContextualFragment(markup).firstElementChild;
}

class Explorer {
  constructor(root, ask, place) { // place: the address, `go` to another, what to say when nobody answers
    const parts = [...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]);
    Object.assign(this, { part: Object.fromEntries(parts), looks: {}, rates: {}, defaults: {} });
    Object.assign(this, { root, ask, place, client: random(), number: 0, left: new AbortController() });
    Object.assign(this, { scenes: [], controls: {}, facts: {}, values: { theme: "auto" } });
    this.listen();
  }

  listen() {
    const { part, left: { signal }, root } = this, { canvas, scrub } = part;
    const on = (target, kind, act) => target.addEventListener(kind, act, { capture: true, signal });
    on(part.player, "click", () => this.play());
    on(part.back, "click", () => this.step(-1));
    on(part.forward, "click", () => this.step(1));
    on(scrub, "input", () => this.seek({ seconds: Number(scrub.value) }));
    on(part.reset, "click", () => this.set(this.initial));
    on(part.export, "click", () => this.export());
    on(part.cancel, "click", async () => this.answered("cancel", { id: (await this.making).facts.id }));
    on(root, "input", ({ target }) => target.matches(".slider") && this.take(target, false));
    on(root, "change", ({ target }) => target.name && this.take(target));
    on(root, "click", ({ target }) => target.matches("button[name]") && this.take(target));
    on(root, "click", (event) => this.follow(event));
    on(part.pop, "beforetoggle", ({ newState }) => newState === "open" && this.list(part.others));
    on(canvas, "pointerdown", ({ x, y }) => (this.held = { x, y, from: this.values }));
    on(canvas, "pointerdown", ({ pointerId }) => this.scene.spatial && canvas.setPointerCapture(pointerId));
    on(canvas, "pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && this.drag(event));
    on(canvas, "lostpointercapture", () => this.note(true));
    on(window, "keydown", (event) => root.contains(event.target) && this.press(event)); // before a notebook
    on(LIGHT, "change", () => this.show());
    on(window, "pagehide", () => this.leave());
    if (this.place.go) on(window, "popstate", () => this.turn(location.search));
    part.scene.popoverTargetElement = part.pop;
  }

  async open() {
    const { scenes, look, choices, formats } = (await this.answered("scenes", {})).facts, { part } = this;
    const titled = (name) => name[0].toUpperCase() + name.slice(1);
    for (const [name, all] of Object.entries(choices))
      part[name].append(...all.map((value) => new Option(titled(value), value)));
    part.output.append(...formats.map(({ suffix, name }) => new Option(name, suffix)));
    const texts = Object.entries({ ...look, theme: "auto" }).map(([name, value]) => [name, String(value)]);
    for (const { suffix, rates } of formats) this.rates[suffix] = rates;
    this.scenes = scenes;
    this.looks = this.defaults = Object.fromEntries(texts);
    this.turn(this.place.search);
    fonts ??= [400, 600].map(async (weight) => { // the picture doesn't wait for them
      const { image } = await this.answered("font", { weight });
      document.fonts.add(new FontFace("Explorer Sans", await image.arrayBuffer(), { weight }));
    });
  }
  async answered(kind, body) { // asks until somebody answers, and says so while nobody does
    const { gone, status } = this.part;
    for (;;) {
      const answer = await this.ask(kind, body).catch(() => null);
      if (answer && gone.textContent) [status.textContent, gone.textContent] = ["The explorer is back.", ""];
      if (answer) return answer;
      gone.textContent ||= this.place.lost;
      await wait(0.5);
    }
  }

  turn(search) { // to what an address says
    const { scene: name, at, iteration, ...given } = Object.fromEntries(new URLSearchParams(search));
    const { part, scene: before } = this, rests = at || iteration || STILL.matches;
    const scene = (this.scene = this.scenes.find((each) => each.name === name));
    part.gallery.hidden = Boolean(scene);
    part.stage.hidden = part.scene.hidden = !scene;
    if (this.place.go) document.title = scene ? `${scene.title} · Gradient descent` : "Gradient descent";
    if (scene && scene !== before) this.build();
    this.values = { ...this.defaults, ...given };
    const seconds = Number(at ?? (STILL.matches ? ENDS.End : ENDS.Home));
    this.at = iteration ? { step: Number(iteration) } : { seconds };
    this.playing = false;
    this.pushed = this.address(false);
    this.show();
    this.play(Boolean(scene) && !rests);
  }
  address(moment = Boolean(this.scene) && !this.playing) {
    const { scene, at: { step, seconds }, values, defaults } = this;
    const time = step == null ? { at: Math.round(1000 * seconds) / 1000 } : { iteration: step };
    const all = { ...(scene && { scene: scene.name }), ...values, ...(moment && time) };
    const changed = Object.entries(all).filter(([name, value]) => value !== defaults[name]);
    return changed.length ? `?${new URLSearchParams(changed)}` : "/";
  }
  note(commits = false) { // soon, where we are and what makes the file; one can go back to what was committed
    this.commits ||= commits;
    this.part.command.ariaBusy = "true";
    clearTimeout(this.noting);
    const noting = (this.noting = setTimeout(async () => {
      const now = this.address(false);
      this.place.go?.(this.address(), this.commits && now !== this.pushed);
      Object.assign(this, { pushed: now, commits: false });
      const { command, lines = "", error } = this.scene ? (await this.answered("recipe", this.order)).facts : {};
      if (noting !== this.noting) return; // what is newer comes soon
      [this.part.command.textContent, this.part.lines.textContent] = [command ?? error, lines];
      this.part.command.ariaBusy = null;
    }, 200));
  }
  follow(event) { // a link to a scene or to the gallery, without loading the page anew
    const link = event.target.closest("a:not([download])");
    if (!link || (this.place.go && (event.ctrlKey || event.metaKey || event.shiftKey))) return;
    event.preventDefault();
    this.place.go?.(link.search, true);
    this.turn(link.search);
    this.part.pop.hidePopover();
    this.part.canvas.focus();
  }

  take({ name, type, value, checked }, commits = true) { // what a field, a slider or a button holds
    const text = type === "checkbox" ? String(checked) : value.replaceAll(" ", "");
    this.set({ [name]: text || (this.controls[name].optional ? "auto" : this.defaults[name]) }, commits);
  }
  set(values, commits = true) {
    const changed = Object.keys(values).some((name) => values[name] !== this.values[name]);
    this.values = { ...this.values, ...values };
    this.show(changed);
    if (commits) this.note(true);
  }
  show(changed = true) { // all that is set, and soon its picture
    const { values, part, place, rates } = this, system = place.theme?.() ?? (LIGHT.matches ? "light" : "dark");
    this.theme = this.root.dataset.theme = values.theme === "auto" ? system : values.theme;
    part.home.search = values.theme === "auto" ? "" : `?theme=${values.theme}`;
    for (const name of Object.keys(this.looks)) part[name].value = values[name];
    for (const each of part.fps.options) each.hidden = !rates[values.output]?.includes(Number(each.value));
    for (const control of Object.values(this.controls)) this.fill(control);
    if (!this.scene) this.list(part.cards);
    if (changed) this.draw();
  }

  get order() {
    const { client, scene, values, theme } = this, { size, fps, renderer, cut, bare, output } = values;
    const settings = Object.fromEntries(Object.keys(this.controls).map((name) => [name, values[name]]));
    const look = { theme, size, fps: Number(fps), renderer, cut, bare: bare === "true" };
    return { client, scene: scene.name, settings, look, output };
  }
  async draw() { // one picture after the other, each of what is wanted by then: the newest wins
    this.wanted = Boolean(this.scene);
    if (this.drawing || !this.wanted) return;
    this.drawing = this.part.figure.dataset.busy = true;
    await null; // until this turn has set all it sets
    for (let shown = null; this.wanted || (await shown, this.wanted); ) {
      this.wanted = false;
      const { scene, at } = this, { output, look: { fps, renderer, ...look }, ...view } = this.order;
      const { facts, image } = await this.answered("view", { ...view, look, at, number: ++this.number });
      const decoded = image && createImageBitmap(image); // while the next one is on its way
      const show = ([last]) => scene === this.scene && this.tell(facts, last);
      shown = Promise.all([decoded, shown]).then(show).catch(console.error);
    }
    this.drawing = false;
    delete this.part.figure.dataset.busy;
  }
  tell(facts, picture) { // what was answered: what is wrong, or a picture and its facts
    this.blame(facts);
    if (!picture) return;
    const { part, part: { canvas, scrub }, scene, controls: { rate }, facts: before } = this;
    const { number, step, seconds, length } = facts, newest = number === this.number && !this.wanted;
    const texts = { ...facts, seconds: seconds.toFixed(1), length: length.toFixed(1) };
    const count = `iteration ${step} of ${facts.steps}`;
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
    [this.facts, canvas.dataset.number] = [facts, number];
    canvas.ariaLabel = `${scene.title}: ${count}${scene.spatial ? "; arrow keys turn the camera" : ""}`;
    const readouts = this.root.querySelectorAll("[data-fact]");
    for (const readout of readouts) readout.textContent = told(texts[readout.dataset.fact]);
    part.theory.hidden = part.note.hidden = !facts.note; // a scene may say nothing of it
    if (newest && !this.playing) this.at = "step" in this.at ? { step } : { seconds };
    const words = `${texts.seconds} of ${texts.length} seconds, ${count}`;
    Object.assign(scrub, { max: length, step: 1 / this.values.fps, ariaValueText: words });
    if (newest || this.playing) scrub.value = seconds;
    scrub.style.setProperty("--fill", share(scrub, scrub.value));
    if (rate && (facts.rate !== before.rate || facts.limit !== before.limit)) this.fill(rate);
  }
  blame({ error = "", setting }) {
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
    this.note();
  }
  tick(now) {
    if (!this.root.isConnected) return;
    const { length } = this.facts, passed = length ? Math.min(now - (this.then ?? now), 250) / 1000 : 0;
    this.then = now;
    this.at = { seconds: Math.min(this.at.seconds + passed * this.part.speed.value, length ?? ENDS.End) };
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
    const { step = 0, steps = 0, glide } = this.facts, begun = by < 0 && glide > 0; // back to its beginning
    this.seek({ step: clamp((this.at.step ?? step + begun) + by, 0, steps) });
  }

  press(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (!this.place.go) event.stopImmediatePropagation();
    if (!this.scene || ![this.part.canvas, this.root].includes(target)) return;
    if (this.scene.spatial && key in TURNS) this.camera(...TURNS[key]);
    else if (key in STEPS) this.step(STEPS[key]);
    else if (key in ENDS) this.seek({ seconds: ENDS[key] });
    else if (key === " ") this.play();
    else return;
    event.preventDefault();
  }
  drag({ x, y }) { // half a turn for the picture's width, in whole degrees
    const { held } = this, degrees = 180 / this.part.canvas.clientWidth;
    this.camera(Math.round((held.x - x) * degrees), Math.round((y - held.y) * degrees), held.from, false);
  }
  camera(around, up, from = this.values, commits = true) {
    const azimuth = ((Number(from.azimuth) + around + 540) % 360) - 180;
    const elevation = clamp(Number(from.elevation) + up, 0, 90);
    this.set({ azimuth: String(azimuth), elevation: String(elevation) }, commits);
  }

  async list(cards) { // the scenes; their thumbnails come one after the other
    const { scenes, theme, part } = this, link = part.home.search.replace("?", "&");
    const card = (scene) => filled(part.card, { ...scene, link, current: scene === this.scene && "page" });
    cards.replaceChildren(...scenes.map(card));
    for (const image of cards.querySelectorAll("img")) {
      const thumbnail = await this.answered("thumbnail", { scene: image.dataset.scene, theme });
      if (!image.isConnected) return;
      image.src = URL.createObjectURL(thumbnail.image);
    }
  }
  build() { // a control for each setting, where the markup holds its place
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
      const node = filled(part.control, values);
      node.prepend(filled(part[kind], values));
      for (const choice of control.choices) node.querySelector("select").append(new Option(choice));
      (part.settings.querySelector(`[data-holds~=${name}]`) ?? part.descent).append(node);
      this.controls[name] = { ...control, node };
      this.initial[name] = String(control.default ?? "auto");
    }
    this.defaults = { ...this.initial, ...this.looks };
  }
  fill({ name, kind, node }) { // a control, with what is set, or with what "auto" came to
    const [field, slider, button] = [".field", ".slider", "button"].map((each) => node.querySelector(each));
    const { rate = null, limit: most } = name === "rate" ? this.facts : {}; // what the story says, if it does
    const text = this.values[name], auto = text === "auto", value = auto ? rate : text;
    if (kind === "switch") field.checked = text === "true";
    else field.value = auto ? "" : text.replaceAll(",", ", ");
    field.placeholder = auto && value != null ? `auto ${told(value)}` : "auto";
    if (kind === "seed") button.value = 1 + Math.floor(9999 * Math.random());
    else if (button) button.ariaPressed = auto;
    if (!slider) return;
    const limit = (rate !== null && most) || Infinity, beyond = String(value > limit);
    Object.assign(slider, { value: value ?? slider.min, ariaValueText: auto ? field.placeholder : text });
    node.style.setProperty("--fill", share(slider, slider.value));
    node.style.setProperty("--limit", share(slider, limit));
    if (node.dataset.beyond === beyond) return;
    node.dataset.beyond = beyond; // even before the picture is there
    if (limit === Infinity) return;
    this.part.status.textContent = `The rate is ${value > limit ? "beyond" : "within"} the stability limit.`;
  }

  async export() {
    const { export: button, done, file } = this.part;
    button.disabled = true;
    file.textContent = "";
    done.value = 0;
    this.making = this.answered("export", this.order);
    let { facts } = await this.making;
    const { id } = facts;
    this.running = id;
    while (id && !facts.error && (facts.state ?? "running") === "running") {
      await wait(0.15);
      ({ facts } = await this.answered("progress", { id }));
      done.value = facts.done / facts.total || 0;
    }
    this.running = null;
    button.disabled = false;
    file.textContent = facts.file ? `Saved as ${facts.file}` : facts.error || "Cancelled.";
    if (!facts.file) return;
    const href = URL.createObjectURL((await this.answered("file", { id })).image);
    Object.assign(document.createElement("a"), { href, download: facts.file }).click();
  }
  leave() { // others may export at once
    if (this.running) this.ask("cancel", { id: this.running }).catch(() => null);
  }
}

async function askServer(kind, body) {
  const headers = { "Content-Type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(`/api/${kind}`, { ...sent, keepalive: kind === "cancel" }); // also as a page is left
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
  const place = { search, theme, lost: "The notebook’s kernel doesn’t answer." };
  const explorer = new Explorer(el, askKernel(model), place);
  explorer.open();
  return () => (explorer.leave(), explorer.left.abort());
}
export default { render };

const lost = document.body?.dataset.lost; // which only the page's own body says
if (lost) {
  const go = (search, pushes) => history[pushes ? "pushState" : "replaceState"](null, "", search || "/");
  new Explorer(document.body, askServer, { search: location.search, go, lost }).open();
}
