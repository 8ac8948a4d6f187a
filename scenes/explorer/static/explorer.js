// The explorer's front end: one module for the page and for the notebook's widget; the markup is page.html's.
// What is seen comes from the backend by `ask(kind, body) -> { facts, image }`. One view is asked for at a
// time, and the next is made of what is wanted by then: the newest wins, and none is drawn in vain.

const LOOK = { theme: "auto", size: "960x540", cut: "short", bare: "false", output: "gif", fps: "20", renderer: "matplotlib" };
const RATES = { gif: ["20", "10", "25", "50"], mp4: ["30", "10", "20", "25", "50", "60"], png: ["20"] };
const GROUPS = { data: ["seed", "samples", "weights", "noise", "spread"], view: ["slice", "elevation", "azimuth"] };
const LIGHT = matchMedia("(prefers-color-scheme: light)"), STILL = matchMedia("(prefers-reduced-motion: reduce)");
const END = 1e6; // seconds, later than any clip's end
let fonts, widgets = 0;

const random = () => [...crypto.getRandomValues(new Uint32Array(3))].join("-");
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const short = (fact) => (fact == null ? "–" : Number.isFinite(fact) && !Number.isInteger(fact) ? String(Number(fact.toPrecision(3))) : fact);
const text = (value) => (value == null ? "auto" : Array.isArray(value) ? value.join(", ") : String(value));
const plain = (value) => text(value).replaceAll(" ", "");
const share = (input, value = input.value) => clamp((value - input.min) / (input.max - input.min || 1), 0, 1);
const put = (node, name, value) => node[value == null || value === false ? "removeAttribute" : "setAttribute"](name, value);

function read(control, told) { // a setting's value from what a field or the address holds
  if (!told.trim()) return control.optional ? null : control.default;
  if (told.trim() === "auto") return null;
  if (control.kind === "switch") return told === "true";
  const number = control.kind === "numbers" || control.kind === "choice" ? NaN : Number(told);
  return Number.isNaN(number) ? told : number;
}

class Explorer {
  constructor(root, ask, place) { // place: the address, `go` to another, what to say when nobody answers
    Object.assign(this, { root, ask, place, client: random(), id: `explorer${++widgets}`, number: 0 });
    Object.assign(this, { pushed: place.search, thumbnails: new Map(), at: { seconds: 0 }, settings: {}, look: LOOK, controls: {} });
    root.classList.add("explorer");
    this.part = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
    this.looks = [...root.querySelectorAll("[data-look]")];
    this.pen = this.part.canvas.getContext("2d");
    this.left = new AbortController();
    this.listen();
  }

  async open() {
    const font = async (weight) => {
      const bytes = await (await this.ask("font", { weight })).image.arrayBuffer();
      document.fonts.add(await new FontFace("Explorer Sans", bytes, { weight: String(weight) }).load());
    };
    this.told = (await this.answered("scenes", {})).facts;
    this.turn(this.place.search);
    await (fonts ??= Promise.allSettled([font(400), font(600)])); // the picture doesn't wait for them
  }

  async answered(kind, body) { // asks until somebody answers, and says so while nobody does
    for (let seconds = 0.2; ; seconds = Math.min(1.5 * seconds, 1.5)) {
      try {
        const answer = await this.ask(kind, body);
        if (this.part.gone.textContent) this.say("The explorer is back.");
        this.part.gone.textContent = "";
        return answer;
      } catch (error) {
        if (!(error instanceof TypeError)) return { facts: { error: error.message } };
        if (!this.part.gone.textContent) this.part.gone.textContent = this.place.lost;
        await wait(seconds);
      }
    }
  }

  listen() {
    const { part, left, root } = this, on = (node, kind, act) => node.addEventListener(kind, act, { capture: true, signal: left.signal });
    on(LIGHT, "change", () => this.dress());
    on(window, "keydown", (event) => root.contains(event.target) && this.press(event)); // before a notebook's own keys
    if (this.place.go) on(window, "popstate", () => this.turn(location.search));
    for (const [name, by] of [["back", -1], ["forward", 1]]) on(part[name], "click", () => this.step(by));
    on(part.player, "click", () => this.play());
    on(part.scrub, "input", () => this.seek({ seconds: Number(part.scrub.value) }));
    for (const input of this.looks) on(input, "change", () => this.alter(input.dataset.look, input.value));
    on(part.reset, "click", () => this.settle(() => (this.settings = {})));
    on(part.begin, "click", () => this.export());
    on(part.cancel, "click", () => this.ask("cancel", { id: this.making }));
    on(part.form, "submit", (event) => event.preventDefault());
    for (const button of root.querySelectorAll("[data-copy]")) on(button, "click", () => this.copy(part[button.dataset.copy], button));
    part.scene.popoverTargetElement = part.pop;
    on(part.pop, "beforetoggle", (event) => event.newState === "open" && this.cards(part.pop.firstElementChild));
    on(part.canvas, "pointerdown", (event) => this.scene.spatial && part.canvas.setPointerCapture(event.pointerId));
    on(part.canvas, "pointerup", () => this.note(true));
    on(part.canvas, "pointermove", (event) => part.canvas.hasPointerCapture(event.pointerId) && this.drag(event.movementX, event.movementY));
  }

  // ---- what is shown, and its address

  turn(search) { // to what an address says
    const query = new URLSearchParams(search), before = this.scene, { part } = this;
    this.scene = this.told.scenes.find((scene) => scene.name === query.get("scene"));
    this.look = Object.fromEntries(Object.entries(LOOK).map(([key, value]) => [key, query.get(key) ?? value]));
    this.settings = {};
    Object.assign(this, { pushed: search, playing: false, wanted: false });
    for (const [name, shown] of [["gallery", !this.scene], ["stage", this.scene], ["scene", this.scene]]) part[name].hidden = !shown;
    if (this.place.go) document.title = `${this.scene ? `${this.scene.title} · ` : ""}Gradient descent`;
    this.dress();
    if (!this.scene) return this.cards(part.cards);
    if (this.scene !== before) this.build();
    for (const control of this.scene.controls) if (query.has(control.name)) this.keep(control, read(control, query.get(control.name)));
    const start = STILL.matches ? END : 0, given = query.has("at") || query.has("iteration");
    this.at = query.has("iteration") ? { step: Number(query.get("iteration")) } : { seconds: Number(query.get("at") ?? start) };
    this.refresh();
    this.play(!given && !STILL.matches);
    return this.draw();
  }

  address() {
    const query = new URLSearchParams({ scene: this.scene.name });
    for (const { name } of this.scene.controls) if (name in this.settings) query.set(name, plain(this.settings[name]));
    for (const [key, value] of Object.entries(this.look)) if (value !== LOOK[key]) query.set(key, value);
    if (!this.playing) query.set(..."step" in this.at ? ["iteration", this.at.step] : ["at", Math.round(1000 * this.at.seconds) / 1000]);
    return `?${query}`;
  }

  note(commits = false) { // the address soon; a committed change is a place to come back to
    this.commits ||= commits;
    clearTimeout(this.noting);
    this.noting = setTimeout(() => {
      if (!this.scene) return;
      const [now, then] = [this.address(), this.pushed].map((search) => search.replace(/&(at|iteration)=[^&]*/, ""));
      this.place.go?.((this.pushed = this.address()), this.commits && now !== then);
      this.commits = false;
    }, 200);
  }

  keep(control, value) {
    if (plain(value) === plain(control.default)) delete this.settings[control.name];
    else this.settings[control.name] = value;
  }

  change(control, value, commits) {
    this.keep(control, value);
    this.controls[control.name].show();
    this.draw();
    this.recipe();
    if (commits) this.note(true);
  }

  settle(act) {
    act();
    this.refresh();
    this.draw();
    this.note(true);
  }

  alter(key, value) { // one of the looks
    this.look = { ...this.look, [key]: value };
    if (!RATES[this.look.output].includes(this.look.fps)) [this.look.fps] = RATES[this.look.output];
    this.dress();
    if (this.scene) return this.settle(() => {});
    this.place.go?.(this.home, false);
    return this.cards(this.part.cards);
  }

  get home() { // the gallery's address
    return this.look.theme === "auto" ? "" : `?theme=${this.look.theme}`;
  }

  dress() { // in the theme, which may be the system's or the notebook's
    const system = this.place.theme?.() ?? (LIGHT.matches ? "light" : "dark"), theme = this.look.theme === "auto" ? system : this.look.theme;
    this.links(this.part.home, this.home);
    if (this.theme === theme) return;
    this.theme = this.root.dataset.theme = theme;
    for (const image of this.root.querySelectorAll("img[data-scene]")) this.thumbnail(image);
    if (this.scene) this.draw();
  }

  say(words) {
    this.part.status.textContent = words;
  }

  // ---- pictures

  get order() {
    const { client, settings, theme, look } = this;
    return { client, scene: this.scene.name, settings, theme, size: look.size.split("x").map(Number), cut: look.cut, ...(look.bare === "true" && { bare: true }) };
  }

  draw() { // as all is when what is being done now is done
    this.wanted = Boolean(this.scene);
    this.asking ??= Promise.resolve().then(() => this.views());
  }

  newest(facts) {
    return facts.number === this.number && !this.wanted;
  }

  async views() {
    try {
      while (this.wanted || (await this.shown, this.wanted)) await this.view(this.scene, ++this.number);
    } finally {
      this.asking = this.shown = null;
      delete this.part.figure.dataset.busy;
    }
  }

  async view(scene, number) {
    this.wanted = false;
    this.part.figure.dataset.busy = "true";
    const { facts, image } = await this.answered("view", { ...this.order, number, at: this.at });
    const decoded = image && createImageBitmap(image); // while the next picture is on its way
    this.shown = Promise.all([decoded, this.shown]).then(([bitmap]) => scene === this.scene && this.show(facts, bitmap, number));
  }

  show(facts, bitmap, number) {
    if (facts.error) return this.refuse(facts);
    if (!bitmap) return null;
    const { canvas } = this.part, { width, height } = bitmap, beyond = Boolean(this.facts?.beyond);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.pen.drawImage(bitmap, 0, 0);
    bitmap.close();
    canvas.dataset.number = number;
    this.facts = facts;
    this.refuse({});
    if (this.newest(facts) && !this.playing) this.at = "step" in this.at ? { step: facts.step } : { seconds: facts.seconds };
    this.tell();
    return beyond === Boolean(facts.beyond) || this.say(`The rate is ${beyond ? "within" : "beyond"} the stability limit.`);
  }

  refuse({ error = "", setting }) {
    this.part.wrong.textContent = this.controls[setting] ? "" : error;
    for (const [name, control] of Object.entries(this.controls)) control.refuse(name === setting ? error : "");
  }

  tell() { // the facts, where they are read
    const { root, scene, facts, part: { scrub, canvas } } = this, { seconds, length, step, steps } = facts;
    const told = { ...facts, seconds: seconds.toFixed(1), length: length.toFixed(1) };
    for (const node of root.querySelectorAll("[data-fact]")) node.textContent = short(told[node.dataset.fact]);
    Object.assign(scrub, { max: length, step: 1 / this.look.fps, ariaValueText: `${told.seconds} of ${told.length} seconds, iteration ${step} of ${steps}` });
    if (this.newest(facts) || this.playing) scrub.value = seconds;
    scrub.style.setProperty("--fill", share(scrub));
    canvas.ariaLabel = `${scene.title}: iteration ${step} of ${steps}${scene.spatial ? "; arrow keys turn the camera" : ""}`;
    this.controls.rate?.show();
  }

  // ---- time

  play(on = !this.playing) {
    const end = this.facts && (this.at.seconds ?? this.facts.seconds) >= this.facts.length - 1e-6;
    if (on) this.at = { seconds: end ? 0 : this.at.seconds ?? this.facts?.seconds ?? 0 };
    else if (this.playing) this.at = { seconds: Math.round(this.at.seconds * this.look.fps) / this.look.fps }; // a frame of the clip
    if (on !== this.playing) this.draw();
    Object.assign(this, { playing: on, then: null });
    this.part.player.ariaLabel = on ? "Pause" : "Play";
    cancelAnimationFrame(this.frame);
    if (on) this.frame = requestAnimationFrame((now) => this.tick(now));
    this.note();
  }

  tick(now) {
    if (!this.playing || !this.root.isConnected || !this.scene) return;
    const length = this.facts?.length ?? END, passed = this.facts && this.then != null ? Math.min((now - this.then) / 1000, 0.25) : 0;
    this.at = { seconds: Math.min(this.at.seconds + passed * this.part.speed.value, length) };
    this.then = now;
    this.draw();
    if (this.at.seconds >= length) this.play(false);
    else this.frame = requestAnimationFrame((later) => this.tick(later));
  }

  seek(at) {
    if (this.playing) this.play(false);
    this.at = at;
    this.draw();
    this.note();
  }

  step(by) {
    if (!this.facts) return;
    const { step, steps, glide } = this.facts;
    this.seek({ step: clamp((this.at.step ?? step + (by < 0 && glide > 0)) + by, 0, steps) });
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.place.go) event.stopImmediatePropagation();
    if (!this.scene || ![this.part.canvas, this.root].includes(event.target)) return;
    const step = (by) => () => this.step(by), turn = (...by) => () => this.camera(...by, true);
    const arrows = this.scene.spatial
      ? { ArrowLeft: turn(5, 0), ArrowRight: turn(-5, 0), ArrowUp: turn(0, 5), ArrowDown: turn(0, -5) }
      : { ArrowLeft: step(-1), ArrowRight: step(1) };
    const act = { ...arrows, ",": step(-1), ".": step(1), " ": () => this.play(), Home: () => this.seek({ seconds: 0 }), End: () => this.seek({ seconds: END }) }[event.key];
    if (act) event.preventDefault();
    act?.();
  }

  drag(across, down) { // half a turn for the picture's width, in whole degrees
    const degrees = 180 / this.part.canvas.clientWidth, [azimuth, elevation] = this.rest ?? [0, 0];
    const turned = [azimuth - across * degrees, elevation + down * degrees], whole = turned.map(Math.trunc);
    this.rest = turned.map((value, index) => value - whole[index]);
    if (whole.some(Boolean)) this.camera(...whole, false);
  }

  camera(azimuth, elevation, commits) {
    const [around, up] = ["azimuth", "elevation"].map((name) => this.scene.controls.find((control) => control.name === name));
    const now = (control) => Number(this.settings[control.name] ?? control.default);
    this.change(around, ((now(around) + azimuth + 540) % 360) - 180, false);
    this.change(up, clamp(now(up) + elevation, 0, 90), commits);
  }

  // ---- the scenes and their controls

  links(node, search) {
    node.href = this.place.go ? search || "/" : "#";
    node.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      clearTimeout(this.noting);
      this.place.go?.(search, true);
      this.turn(search);
      this.part.pop.hidePopover();
      (this.scene ? this.part.canvas : this.part.home).focus();
    };
  }

  cards(list) {
    const theme = this.home.replace("?", "&");
    list.replaceChildren(...this.told.scenes.map((scene) => {
      const item = this.part.card.content.firstElementChild.cloneNode(true), [link, image, title, summary] = item.querySelectorAll("*");
      this.links(link, `?scene=${scene.name}${theme}`);
      put(link, "aria-current", scene === this.scene && "page");
      image.dataset.scene = scene.name;
      [title.textContent, summary.textContent] = [scene.title, scene.summary];
      this.thumbnail(image);
      return item;
    }));
  }

  async thumbnail(image) { // one after the other, each once
    const { scene } = image.dataset, { theme, thumbnails, last } = this, key = `${scene} ${theme}`;
    const get = async () => (await last, URL.createObjectURL((await this.answered("thumbnail", { scene, theme })).image));
    if (!thumbnails.has(key)) thumbnails.set(key, (this.last = get().catch(() => "")));
    const url = await thumbnails.get(key);
    if (theme === this.theme && url) image.src = url;
  }

  build() {
    const { part, scene } = this;
    Object.assign(this, { facts: null, controls: {} });
    part.scene.textContent = part.title.textContent = scene.title;
    put(part.canvas, "role", scene.spatial ? "application" : "img");
    part.canvas.ariaLabel = scene.title;
    part.form.querySelectorAll(".control").forEach((node) => node.remove());
    for (const control of scene.controls) {
      const group = Object.keys(GROUPS).find((name) => GROUPS[name].includes(control.name)) ?? "descent";
      const home = part.form.querySelector(`[data-group=${group}]`), node = this.control(control);
      if (control.name === "rate") home.firstElementChild.after(node);
      else home.append(node);
    }
  }

  control(control) {
    const { name, kind, label, sentence, unit } = control, node = this.part.control.content.firstElementChild.cloneNode(true);
    node.prepend(this.part[kind].content.cloneNode(true));
    const [title, flag, auto, sample, field, slider, words, wrong] = ["label", ".flag", ".auto", ".sample", ".field", ".slider", ".words", ".wrong"].map((each) => node.querySelector(each));
    const inputs = slider ? [slider, field] : [field], id = `${this.id}-${name}`;
    const value = () => (name in this.settings ? this.settings[name] : control.default);
    const take = (told, commits = true) => this.change(control, read(control, told), commits);
    const asks = control.optional ? { ariaLabel: `${label}: auto`, onclick: () => take("auto") } : { hidden: true };
    node.classList.add(kind);
    node.dataset.name = name;
    Object.assign(words, { id: `${id}-words`, textContent: sentence });
    Object.assign(wrong, { id: `${id}-wrong` });
    Object.assign(title, { htmlFor: id, textContent: unit && !`${label} ${sentence}`.includes(unit) ? `${label} (${unit})` : label });
    for (const input of inputs) put(input, "aria-describedby", `${words.id} ${wrong.id}`);
    inputs[0].id = id;
    Object.assign(field, { step: control.step ?? "any", onchange: () => take(kind === "switch" ? String(field.checked) : field.value) });
    if (slider) field.ariaLabel = `${label}, as a number`;
    if (slider) Object.assign(slider, { min: control.min, max: control.max, step: control.step, oninput: () => take(slider.value, false), onchange: () => this.note(true) });
    if (kind === "choice") field.append(...control.choices.map((each) => new Option(each)));
    if (sample) sample.onclick = () => take(String(1 + Math.floor(Math.random() * 9999)));
    if (auto) Object.assign(auto, asks);
    const show = () => {
      const facts = name === "rate" && this.facts ? this.facts : {}, now = value() ?? facts.rate;
      const beyond = facts.limit != null && Number(now) > facts.limit, set = value() != null;
      if (kind === "switch") field.checked = now;
      else Object.assign(field, { value: set ? text(now) : "", placeholder: set ? "" : `auto ${now == null ? "" : short(now)}` });
      if (auto) auto.ariaPressed = !set;
      if (slider) Object.assign(slider, { value: now ?? control.min, ariaValueText: set ? text(now) : `auto ${short(now)}` });
      if (slider) node.style.setProperty("--fill", share(slider));
      if (slider) node.style.setProperty("--limit", facts.limit == null ? 1 : share(slider, facts.limit));
      node.dataset.beyond = beyond;
      if (flag) flag.textContent = beyond ? "beyond the limit" : "";
    };
    const refuse = (error) => {
      wrong.textContent = error;
      for (const input of inputs) put(input, "aria-invalid", error ? "true" : null);
    };
    this.controls[name] = { show, refuse };
    return node;
  }

  refresh() { // all fields, from the settings and the looks
    for (const control of Object.values(this.controls)) control.show();
    for (const input of this.looks) {
      const value = this.look[input.dataset.look], known = [...input.options];
      if (!known.some((option) => option.value === value)) input.add(new Option(value));
      if (input.dataset.look === "fps") for (const option of known) option.disabled = !RATES[this.look.output].includes(option.value);
      if (input.dataset.look === "renderer") for (const option of known) option.disabled = !this.told.renderers.includes(option.value);
      input.value = value;
    }
    this.recipe();
  }

  // ---- export

  get file() {
    return { ...this.order, fps: Number(this.look.fps), output: this.look.output, renderer: this.look.renderer };
  }

  recipe() { // soon, what makes the same file elsewhere
    clearTimeout(this.writing);
    this.writing = setTimeout(async () => {
      const { facts } = this.scene ? await this.answered("recipe", this.file) : { facts: {} };
      for (const name of ["command", "lines"]) if (!facts.error) this.part[name].textContent = [facts[name]].flat().join("\n");
    }, 250);
  }

  async copy(code, button) {
    await navigator.clipboard.writeText(code.textContent).then(() => (button.textContent = "Copied"), () => getSelection().selectAllChildren(code));
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }

  async export() {
    const { begin, cancel, done, file } = this.part, runs = (on) => ([begin.disabled, done.hidden, done.value] = [on, !on, 0]);
    runs(true);
    file.textContent = "";
    let { facts } = await this.answered("export", this.file);
    this.making = facts.id;
    cancel.hidden = !facts.id;
    while (!facts.error && !["done", "failed", "cancelled"].includes(facts.state)) {
      await wait(0.15);
      ({ facts } = await this.answered("progress", { id: this.making }));
      done.value = facts.total ? facts.done / facts.total : 0;
    }
    runs(false);
    cancel.hidden = true;
    const link = Object.assign(document.createElement("a"), { download: facts.file, textContent: facts.file });
    if (facts.state === "done") file.replaceChildren("Saved as ", Object.assign(link, { href: await this.ask.file(this.making) }));
    else file.textContent = facts.error || "Cancelled.";
    if (facts.state === "done") link.click();
    this.say(file.textContent);
  }
}

// ---- the two backends

async function askServer(kind, body) {
  const answer = await fetch(`/api/${kind}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${kind}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  if (answer.headers.get("Content-Type").startsWith("application/json")) return { facts: await answer.json() };
  return { facts: JSON.parse(answer.headers.get("X-Facts") ?? "{}"), image: await answer.blob() };
}
askServer.file = async (id) => `/api/file/${id}`;

function askKernel(model) {
  const waiting = new Map(), mine = random();
  let last = 0;
  model.on("msg:custom", ({ id, facts }, buffers) => {
    waiting.get(id)?.({ facts, image: buffers?.length ? new Blob([buffers[0]]) : null });
    waiting.delete(id);
  });
  const ask = (kind, body) => new Promise((answer, fail) => {
    const id = `${mine} ${++last}`;
    waiting.set(id, answer);
    setTimeout(() => waiting.delete(id) && fail(new TypeError("no answer")), 20000);
    model.send({ id, kind, body });
  });
  ask.file = async (id) => URL.createObjectURL((await ask("file", { id })).image);
  return ask;
}

function render({ model, el }) {
  el.append(...new DOMParser().parseFromString(model.get("page"), "text/html").body.childNodes);
  const given = Object.entries(model.get("settings") ?? {}).map(([name, value]) => [name, plain(value)]);
  const search = `?${new URLSearchParams([["scene", model.get("scene") ?? ""], ["theme", model.get("theme") ?? "auto"], ...given])}`;
  const theme = () => ({ true: "light", false: "dark" })[document.body.dataset.jpThemeLight];
  const explorer = new Explorer(el, askKernel(model), { search, theme, lost: "The notebook’s kernel doesn’t answer." });
  explorer.open();
  return () => explorer.left.abort();
}

export function start(root) {
  const go = (search, pushes) => history[pushes ? "pushState" : "replaceState"](null, "", search || "/");
  const lost = "The explorer’s server doesn’t answer. Start ./render.sh explore again, and this page goes on by itself.";
  return new Explorer(root, askServer, { search: location.search, go, lost }).open();
}

export default { render };

if (document.body?.hasAttribute("data-start")) start(document.body);
