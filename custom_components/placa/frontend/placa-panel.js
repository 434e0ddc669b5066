import { A as e, C as t, D as n, E as r, O as i, S as a, T as o, _ as s, a as c, b as l, c as ee, d as u, f as d, g as te, h as ne, i as f, k as re, l as p, m as ie, o as m, p as h, r as g, s as ae, t as _, u as oe, v as se, w as v, x as y, y as b } from "./tile-BexW-XHU.js";
// node_modules/@lit/reactive-element/decorators/base.js
var x = (e, t, n) => (n.configurable = !0, n.enumerable = !0, Reflect.decorate && typeof t != "object" && Object.defineProperty(e, t, n), n);
// node_modules/@lit/reactive-element/decorators/query.js
function ce(e, t) {
	return (n, r, i) => {
		let a = (t) => t.renderRoot?.querySelector(e) ?? null;
		if (t) {
			let { get: e, set: t } = typeof r == "object" ? n : i ?? (() => {
				let e = Symbol();
				return {
					get() {
						return this[e];
					},
					set(t) {
						this[e] = t;
					}
				};
			})();
			return x(n, r, { get() {
				let n = e.call(this);
				return n === void 0 && (n = a(this), (n !== null || this.hasUpdated) && t.call(this, n)), n;
			} });
		}
		return x(n, r, { get() {
			return a(this);
		} });
	};
}
// node_modules/@lit/reactive-element/decorators/query-assigned-elements.js
function le(e) {
	return (t, n) => {
		let { slot: r, selector: i } = e ?? {}, a = "slot" + (r ? `[name=${r}]` : ":not([name])");
		return x(t, n, { get() {
			let t = (this.renderRoot?.querySelector(a))?.assignedElements(e) ?? [];
			return i === void 0 ? t : t.filter((e) => e.matches(i));
		} });
	};
}
// src/components/areas.ts
var ue = 16, de = 64, fe = .01, pe = [
	[.3, .4],
	[.7, .4],
	[.7, .8],
	[.3, .8]
], S = class extends g {
	constructor(...e) {
		super(...e), this.areas = {
			zones: [],
			masks: []
		}, this.still = null, this.fixed = !1, this.size = [16, 9], this.chosen = null, this.pulled = null, this.addZone = () => {
			let e = new Set(this.areas.zones.map((e) => e.name)), t = this.areas.zones.length + 1;
			for (; e.has(this.t("areas.zone", { number: t }));) t += 1;
			let n = {
				name: this.t("areas.zone", { number: t }),
				polygon: pe
			};
			this.chosen = ["zone", this.areas.zones.length], this.tell({
				...this.areas,
				zones: [...this.areas.zones, n]
			});
		}, this.addMask = () => {
			this.chosen = ["mask", this.areas.masks.length], this.tell({
				...this.areas,
				masks: [...this.areas.masks, pe]
			});
		}, this.pull = (e) => {
			if (this.pulled === null || !this.polygon) return;
			let t = e.currentTarget.getBoundingClientRect(), n = [C((e.clientX - t.left) / t.width), C((e.clientY - t.top) / t.height)];
			this.reshape(this.polygon.with(this.pulled, n));
		}, this.drop = () => {
			this.pulled = null;
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      :host {
        display: grid;
        gap: 14px;
        grid-template-columns: minmax(0, 1fr) 260px;
        align-items: start;
      }
      @media (max-width: 760px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .picture {
        position: relative;
        border-radius: 12px;
        overflow: hidden;
        background: #222;
        touch-action: none;
      }
      img {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: fill;
        user-select: none;
        -webkit-user-drag: none;
      }
      svg.draw {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        overflow: visible;
      }
      polygon {
        stroke-width: 2.5;
        vector-effect: non-scaling-stroke;
        cursor: pointer;
      }
      .zone {
        stroke: var(--accent);
        fill: color-mix(in srgb, var(--accent) 24%, transparent);
      }
      .mask {
        stroke: #fff;
        fill: rgba(0, 0, 0, 0.74);
        stroke-dasharray: 6 4;
      }
      polygon.chosen {
        stroke-width: 4;
      }
      button.corner,
      button.between {
        position: absolute;
        width: 22px;
        height: 22px;
        min-height: 0;
        padding: 0;
        border-radius: 50%;
        border: 3px solid #fff;
        background: var(--accent);
        transform: translate(-50%, -50%);
        touch-action: none;
        cursor: grab;
        box-shadow: 0 1px 4px rgba(0, 0, 0, 0.5);
      }
      button.corner::after {
        content: "";
        position: absolute;
        inset: -12px;
        border-radius: 50%;
      }
      button.between {
        width: 16px;
        height: 16px;
        background: #fff;
        opacity: 0.75;
      }
      .label {
        position: absolute;
        transform: translate(-50%, -50%);
        padding: 2px 8px;
        border-radius: 10px;
        background: rgba(0, 0, 0, 0.65);
        color: #fff;
        font-size: 12px;
        pointer-events: none;
        white-space: nowrap;
      }
      .list {
        display: grid;
        gap: 8px;
      }
      .area {
        display: flex;
        align-items: center;
        gap: 4px;
        padding: 6px 6px 6px 12px;
        border: 1px solid var(--line);
        border-radius: 12px;
      }
      .area.chosen {
        border-color: var(--link);
        background: var(--tint);
      }
      .swatch {
        width: 14px;
        height: 14px;
        border-radius: 4px;
        flex: none;
        background: var(--accent);
        margin-inline-end: 6px;
      }
      .swatch.mask {
        background: #222;
        border: 1px dashed #fff;
      }
    `
		];
	}
	render() {
		let e = [...this.areas.masks.map((e, t) => [
			"mask",
			t,
			e,
			this.t("areas.mask", { number: t + 1 })
		]), ...this.areas.zones.map((e, t) => [
			"zone",
			t,
			e.polygon,
			e.name
		])];
		return i`
      <div class="picture" style="aspect-ratio:${this.size[0]}/${this.size[1]}" dir="ltr"
        @pointermove=${this.pull} @pointerup=${this.drop} @pointercancel=${this.drop}>
        ${this.still ? i`<img src=${this.still} alt=${this.t("areas.still")} />` : n}
        <svg class="draw" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          ${e.map(([e, t, n]) => re`<polygon
              class="${e} ${this.isChosen(e, t) ? "chosen" : ""}"
              points=${n.map((e) => e.join(",")).join(" ")}
              @click=${() => this.chosen = [e, t]} />`)}
        </svg>
        ${e.map(([, , e, t]) => {
			let [n, r] = w(e);
			return i`<span class="label" style="left:${n * 100}%;top:${r * 100}%">${t}</span>`;
		})}
        ${this.handles()}
      </div>
      <div class="list">
        ${e.map(([e, t, , n]) => this.item(e, t, n))}
        ${this.fixed ? n : this.tools()}
      </div>
    `;
	}
	tools() {
		return i`<div class="actions">
          <button ?disabled=${this.areas.zones.length >= ue} @click=${this.addZone}>
            ${l("add", 18)} ${this.t("areas.add_zone")}
          </button>
          <button ?disabled=${this.areas.masks.length >= ue} @click=${this.addMask}>
            ${l("hidden", 18)} ${this.t("areas.add_mask")}
          </button>
        </div>
        <p class="muted">${this.t("areas.how")}</p>`;
	}
	item(e, t, n) {
		return i`<div class="area ${this.isChosen(e, t) ? "chosen" : ""}"
      @focusin=${() => this.chosen = [e, t]}>
      <span class="swatch ${e}"></span>
      ${e === "zone" ? i`<input
            maxlength="60"
            aria-label=${this.t("areas.name")}
            .value=${n}
            ?disabled=${this.fixed}
            @input=${(e) => this.rename(t, e.target.value)}
          />` : i`<button class="plain grow" @click=${() => this.chosen = [e, t]}>${n}</button>`}
      <button class="round" ?hidden=${this.fixed} aria-label=${this.t("areas.remove", { name: n })} @click=${() => this.discard(e, t)}>
        ${l("erase", 20)}
      </button>
    </div>`;
	}
	handles() {
		let e = this.polygon;
		return !e || this.fixed ? n : i`
      ${e.length < de ? e.map((t, n) => {
			let r = e[(n + 1) % e.length], [a, o] = w([t, r]);
			return i`<button
              class="between"
              tabindex="-1"
              aria-hidden="true"
              style="left:${a * 100}%;top:${o * 100}%"
              @pointerdown=${(e) => this.split(e, n, [a, o])}
            ></button>`;
		}) : n}
      ${e.map(([e, t], n) => i`<button
          class="corner"
          style="left:${e * 100}%;top:${t * 100}%"
          aria-label=${this.t("areas.corner", {
			number: n + 1,
			x: Math.round(e * 100),
			y: Math.round(t * 100)
		})}
          @pointerdown=${(e) => this.grab(e, n)}
          @keydown=${(e) => this.key(e, n)}
        ></button>`)}
    `;
	}
	get polygon() {
		if (!this.chosen) return null;
		let [e, t] = this.chosen;
		return (e === "zone" ? this.areas.zones[t]?.polygon : this.areas.masks[t]) ?? null;
	}
	isChosen(e, t) {
		return this.chosen?.[0] === e && this.chosen[1] === t;
	}
	rename(e, t) {
		let n = this.areas.zones.map((n, r) => r === e ? {
			...n,
			name: t
		} : n);
		this.tell({
			...this.areas,
			zones: n
		});
	}
	discard(e, t) {
		this.chosen = null, e === "zone" ? this.tell({
			...this.areas,
			zones: this.areas.zones.toSpliced(t, 1)
		}) : this.tell({
			...this.areas,
			masks: this.areas.masks.toSpliced(t, 1)
		});
	}
	grab(e, t) {
		this.pulled = t, e.currentTarget.focus(), e.preventDefault();
	}
	split(e, t, n) {
		e.preventDefault(), this.pulled = t + 1, this.reshape(this.polygon.toSpliced(t + 1, 0, n));
	}
	key(e, t) {
		let n = this.polygon, r = e.shiftKey ? 5 * fe : fe, i = {
			ArrowUp: [0, -r],
			ArrowDown: [0, r],
			ArrowLeft: [-r, 0],
			ArrowRight: [r, 0]
		}[e.key];
		if (i) {
			e.preventDefault();
			let [r, a] = n[t];
			this.reshape(n.with(t, [C(r + i[0]), C(a + i[1])]));
		} else if (e.key === "Delete" || e.key === "Backspace") e.preventDefault(), n.length > 3 && this.reshape(n.toSpliced(t, 1));
		else if (e.key === "+" && n.length < de) {
			let e = n[(t + 1) % n.length];
			this.reshape(n.toSpliced(t + 1, 0, w([n[t], e])));
		}
	}
	reshape(e) {
		let [t, n] = this.chosen;
		if (t === "mask") this.tell({
			...this.areas,
			masks: this.areas.masks.with(n, e)
		});
		else {
			let t = {
				...this.areas.zones[n],
				polygon: e
			};
			this.tell({
				...this.areas,
				zones: this.areas.zones.with(n, t)
			});
		}
	}
	tell(e) {
		this.areas = e, this.dispatchEvent(new CustomEvent("areas", { detail: e }));
	}
};
b([o({ attribute: !1 })], S.prototype, "areas", void 0), b([o()], S.prototype, "still", void 0), b([o({ type: Boolean })], S.prototype, "fixed", void 0), b([o({ attribute: !1 })], S.prototype, "size", void 0), b([v()], S.prototype, "chosen", void 0);
function C(e) {
	return Math.round(Math.min(1, Math.max(0, e)) * 1e3) / 1e3;
}
function w(e) {
	let t = e.reduce(([e, t], [n, r]) => [e + n, t + r], [0, 0]);
	return [t[0] / e.length, t[1] / e.length];
}
y("placa-areas", S);
// src/components/dialog.ts
var T = class extends r {
	constructor(...e) {
		super(...e), this.heading = "", this.closeLabel = "", this.wide = !1, this.entered = (e) => {
			let [t] = e.composedPath();
			e.key === "Enter" && !e.isComposing && t instanceof HTMLInputElement && ([
				"checkbox",
				"radio",
				"file"
			].includes(t.type) || (e.preventDefault(), this.actions.find((e) => e.matches("button.main, button.danger"))?.click()));
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      dialog {
        width: min(520px, calc(100vw - 24px));
        max-height: calc(100dvh - 48px);
        padding: 0;
        border: none;
        border-radius: 20px;
        background: var(--surface);
        color: var(--text);
        box-shadow: 0 12px 48px rgba(0, 0, 0, 0.35);
        overflow: hidden;
      }
      :host([wide]) dialog {
        width: min(860px, calc(100vw - 24px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.5);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 12px 12px 6px 22px;
      }
      header h2 {
        flex: 1;
        font-size: 18px;
      }
      .body {
        padding: 6px 22px 16px;
        overflow: auto;
        display: grid;
        gap: 14px;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 22px 18px;
      }
      @media (max-width: 500px) {
        dialog {
          margin-bottom: 0;
          width: 100vw;
          max-width: 100vw;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }
      }
    `
		];
	}
	render() {
		return i`<dialog
      aria-label=${this.heading}
      @close=${() => this.tell()}
      @click=${(e) => {
			e.target === this.dialog && this.close();
		}}
    >
      <header>
        <h2>${this.heading}</h2>
        <button class="round" aria-label=${this.closeLabel} @click=${() => this.close()}>
          ${l("close")}
        </button>
      </header>
      <div class="body"><slot></slot></div>
      <footer><slot name="actions"></slot></footer>
    </dialog>`;
	}
	connectedCallback() {
		super.connectedCallback(), this.addEventListener("keydown", this.entered);
	}
	firstUpdated() {
		this.dialog.showModal?.();
	}
	close() {
		this.dialog.close?.(), this.dialog.showModal || this.tell();
	}
	tell() {
		this.dispatchEvent(new CustomEvent("closed", {
			bubbles: !0,
			composed: !0
		}));
	}
};
b([o()], T.prototype, "heading", void 0), b([o()], T.prototype, "closeLabel", void 0), b([o({
	type: Boolean,
	reflect: !0
})], T.prototype, "wide", void 0), b([ce("dialog")], T.prototype, "dialog", void 0), b([le({ slot: "actions" })], T.prototype, "actions", void 0), y("placa-dialog", T);
// src/components/camera-form.ts
var E = class extends g {
	constructor(...e) {
		super(...e), this.way = "entity", this.entity = "", this.name = "", this.url = "", this.username = "", this.password = "", this.facing = "out", this.error = null, this.busy = !1, this.trial = null, this.asked = 0, this.look = async () => {
			let e = this.asked += 1;
			this.trial = "busy", this.error = null;
			let t = await this.app.api.tryCamera(this.source).catch((e) => ({
				address: null,
				picture: null,
				frame_size: null,
				problem: a(e)
			}));
			e === this.asked && (this.trial = t);
		}, this.save = async () => {
			this.busy = !0, this.error = null;
			try {
				await this.app.api.addCamera(this.way === "entity" ? {
					entity_id: this.entity,
					facing: this.facing
				} : {
					name: this.name.trim(),
					url: this.url.trim(),
					username: this.username,
					password: this.password,
					facing: this.facing
				}), this.dispatchEvent(new CustomEvent("closed"));
			} catch (e) {
				this.error = a(e);
			} finally {
				this.busy = !1;
			}
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
      .ways {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
      }
      .trial {
        display: grid;
        gap: 6px;
      }
      .trial placa-picture {
        --placa-fit: contain;
        aspect-ratio: 16 / 9;
      }
      .ways button[aria-pressed="true"] {
        background: var(--tint);
        border-color: var(--link);
        color: var(--link);
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback(), this.entities.length || (this.way = "address");
	}
	render() {
		let e = this.way === "entity" ? this.entity : this.url.trim() && this.name.trim(), t = this.way === "entity" ? this.entity : this.url.trim();
		return i`<placa-dialog .heading=${this.t("cameras.add")} .closeLabel=${this.t("close")}>
      <div class="ways" role="group" aria-label=${this.t("camera_form.way")}>
        ${["entity", "address"].map((e) => i`<button aria-pressed=${this.way === e} ?disabled=${e === "entity" && !this.entities.length} @click=${() => {
			this.way = e, this.forget();
		}}>
            ${this.t(`camera_form.${e}`)}
          </button>`)}
      </div>
      ${this.way === "entity" ? i`<label class="field">
            ${this.t("camera_form.entity")}
            <select @change=${(e) => {
			this.entity = D(e), this.entity ? this.look() : this.forget();
		}}>
              <option value=""></option>
              ${this.entities.map((e) => i`<option value=${e.entity_id} ?selected=${e.entity_id === this.entity}>
                  ${String(e.attributes.friendly_name ?? e.entity_id)}
                </option>`)}
            </select>
          </label>` : i`
            <label class="field">${this.t("camera_form.name")}
              <input maxlength="80" .value=${this.name} placeholder=${this.t("camera_form.name_example")} @input=${(e) => this.name = D(e)} />
            </label>
            <label class="field">${this.t("camera_form.url")}
              <input dir="ltr" type="url" .value=${this.url} placeholder="rtsp://192.168.1.20/stream1" @input=${(e) => {
			this.url = D(e), this.forget();
		}} />
            </label>
            <div class="two">
              <label class="field">${this.t("camera_form.username")}
                <input autocomplete="off" .value=${this.username} @input=${(e) => {
			this.username = D(e), this.forget();
		}} />
              </label>
              <label class="field">${this.t("camera_form.password")}
                <input type="password" autocomplete="new-password" .value=${this.password} @input=${(e) => {
			this.password = D(e), this.forget();
		}} />
              </label>
            </div>
          `}
      <label class="field">
        ${this.t("cameras.facing")}
        <select @change=${(e) => this.facing = D(e)}>
          ${[
			"out",
			"in",
			"road"
		].map((e) => i`<option value=${e} ?selected=${e === this.facing}>${this.t(`facing.${e}`)}</option>`)}
        </select>
      </label>
      ${this.preview()}
      <p class="muted">${this.t("camera_form.tried")}</p>
      ${this.error ? i`<p class="note bad" role="alert">${l("alert")} <span>${this.error}</span></p>` : n}
      ${this.trial ? n : i`<button slot="actions" ?disabled=${!t || this.busy} @click=${this.look}>
            ${l("eye", 20)} ${this.t("camera_form.look")}
          </button>`}
      <button slot="actions" class="main" ?disabled=${!e || this.busy} @click=${this.save}>
        ${this.busy ? this.t("camera_form.trying") : this.t("cameras.add")}
      </button>
    </placa-dialog>`;
	}
	preview() {
		let { trial: e } = this;
		if (!e) return n;
		if (e === "busy") return i`<p class="note" aria-busy="true">${l("camera")} <span>${this.t("camera_form.trying")}</span></p>`;
		let { address: t, picture: r, frame_size: a } = e, o = t ? i`<span class="muted">${this.t("camera_form.address_tried")} <span dir="ltr">${t}</span></span>` : n;
		return r ? i`<div class="trial" role="status">
      <placa-picture eager .path=${r} .label=${this.t("camera_form.sends")}></placa-picture>
      <span><b>${this.t("camera_form.sends")}</b> ${a ? i`<span dir="ltr">${a.join(" × ")}</span>` : n}</span>
      ${o}
    </div>` : i`<div class="note bad" role="alert">${l("alert")}
        <span>${e.problem ?? this.t("camera.failed")}<br />${o}
          <button style="margin-top:8px" @click=${this.look}>${this.t("again")}</button></span>
      </div>`;
	}
	get source() {
		return this.way === "entity" ? { entity_id: this.entity } : {
			url: this.url.trim(),
			username: this.username,
			password: this.password
		};
	}
	forget() {
		this.asked += 1, this.trial = null;
	}
	get entities() {
		return Object.values(this.app.hass.states).filter((e) => e.entity_id.startsWith("camera."));
	}
};
b([v()], E.prototype, "way", void 0), b([v()], E.prototype, "entity", void 0), b([v()], E.prototype, "name", void 0), b([v()], E.prototype, "url", void 0), b([v()], E.prototype, "username", void 0), b([v()], E.prototype, "password", void 0), b([v()], E.prototype, "facing", void 0), b([v()], E.prototype, "error", void 0), b([v()], E.prototype, "busy", void 0), b([v()], E.prototype, "trial", void 0);
function D(e) {
	return e.target.value;
}
y("placa-camera-form", E);
// src/views/cameras.ts
var O = class extends g {
	constructor(...e) {
		super(...e), this.settings = null, this.survey = null, this.areas = null, this.changed = !1, this.adding = !1, this.readout = null, this.asked = null;
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .cameras {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr));
        gap: 12px;
        margin-bottom: 22px;
      }
      .cameras a {
        padding: 0;
        overflow: hidden;
        color: inherit;
        text-decoration: none;
        display: block;
      }
      .cameras a[aria-current="true"] {
        border: 2px solid var(--link);
      }
      .cameras placa-picture {
        border-radius: 0;
        aspect-ratio: 16 / 9;
      }
      .words {
        padding: 10px 12px;
        display: flex;
        justify-content: space-between;
        gap: 8px;
        align-items: center;
        font-weight: 600;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 26px;
      }
      .facts div {
        min-width: 90px;
      }
      .facts b {
        display: block;
        font-size: 18px;
        font-weight: 600;
      }
      .hours {
        display: flex;
        align-items: end;
        gap: 3px;
        height: 70px;
        margin: 12px 0 4px;
        direction: ltr;
      }
      .hours div {
        flex: 1;
        height: 100%;
        display: flex;
        flex-direction: column;
        justify-content: end;
      }
      .hours span {
        display: block;
        border-radius: 3px 3px 0 0;
        background: color-mix(in srgb, var(--bad) 55%, var(--surface));
      }
      .hours span + span {
        border-radius: 0;
        background: var(--good);
      }
      .legend {
        display: flex;
        justify-content: space-between;
        font-size: 11.5px;
        color: var(--muted);
        direction: ltr;
      }
      .advice {
        margin-top: 10px;
      }
      ul {
        margin: 4px 0;
        padding-inline-start: 20px;
      }
      .readout {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 16px;
        align-items: start;
      }
      @media (max-width: 700px) {
        .readout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        align-items: center;
        margin-bottom: 12px;
      }
    `
		];
	}
	get camera() {
		let { cameras: e } = this.app.overview;
		return e.find((e) => e.camera_id === this.app.place.what) ?? e[0] ?? null;
	}
	willUpdate(e) {
		let t = this.camera?.camera_id ?? null;
		e.has("app") && t !== this.asked && (this.asked = t, this.settings = null, this.survey = null, this.readout = null, this.changed = !1, t && this.load(t));
	}
	render() {
		let { cameras: e, admin: t } = this.app.overview, { camera: r } = this;
		return i`
      <div class="head">
        <h1 class="grow">${this.t("cameras.title")}</h1>
        ${t ? i`<button class="main" @click=${() => this.adding = !0}>${l("add", 20)} ${this.t("cameras.add")}</button>` : n}
      </div>
      ${e.length ? n : i`<div class="note">${l("camera")} <p>${this.t("cameras.none")}</p></div>`}
      <div class="cameras">
        ${e.map((e) => {
			let t = m("cameras", e.camera_id);
			return i`<a class="card" href=${t.path} @click=${t.click} aria-current=${e === r}>
            <placa-picture .path=${e.latest?.pictures?.frame ?? null}></placa-picture>
            <div class="words"><span class="one-line">${e.name}</span>${f(this.app, e)}</div>
          </a>`;
		})}
      </div>
      ${r ? i`<div class="stack">${this.facts(r)} ${this.readoutCard(r)} ${this.reading()} ${this.drawing(r)}</div>` : n}
      ${this.adding ? i`<placa-camera-form .app=${this.app} @closed=${() => this.adding = !1}></placa-camera-form>` : n}
    `;
	}
	facts(e) {
		return i`<section class="card">
      <div class="head">
        <h2 class="grow">${e.name}</h2>
        ${this.app.overview.admin ? i`<button ?disabled=${!e.detection || this.readout === "busy"} @click=${() => this.readNow(e)}>
                ${l("search", 20)} ${this.t("cameras.read")}
              </button>
              <button @click=${() => this.attempt(() => this.app.api.detect(e.camera_id, !e.detection))}>
              ${l(e.detection ? "pause" : "play", 20)} ${this.t(e.detection ? "cameras.pause" : "cameras.resume")}
            </button>` : n}
      </div>
      <div class="facts">
        <div><span class="muted">${this.t("cameras.state")}</span><b>${f(this.app, e)}</b></div>
        <div><span class="muted">${this.t("cameras.size")}</span><b>${e.frame_size ? e.frame_size.join(" × ") : "–"}</b></div>
        <div><span class="muted">${this.t("cameras.fps")}</span><b>${e.fps === null ? "–" : this.format.number(Math.round(e.fps * 10) / 10)}</b></div>
        ${e.facing ? i`<div><span class="muted">${this.t("cameras.facing")}</span><b>${this.t(`facing.${e.facing}`)}</b></div>` : n}
        ${this.settings?.host ? i`<div><span class="muted">${this.t("cameras.host")}</span><b dir="ltr">${this.settings.host}</b></div>` : n}
      </div>
    </section>`;
	}
	readoutCard(e) {
		let { readout: t } = this;
		if (!t) return n;
		if (t === "busy") return i`<p class="note" aria-busy="true">${l("camera")} <span>${this.t("camera_form.trying")}</span></p>`;
		let [r] = t.plates;
		return i`<section class="card readout" aria-labelledby="readout">
      <placa-picture eager .path=${t.picture} .label=${this.t("areas.still")} .box=${r?.box ?? null} .size=${e.frame_size}></placa-picture>
      <div class="stack" role="status">
        <h2 id="readout">${r ? this.t("readout.plates", { count: t.plates.length }) : this.t("readout.none")}</h2>
        ${r ? t.plates.map((e) => i`<div class="row">
                <placa-plate .text=${e.text}></placa-plate>
                <b>${e.whom?.name ?? this.t("sighting.stranger")}</b>
                <span class="muted">${this.t("readout.sure", { share: this.format.percent(e.confidence) })}</span>
              </div>`) : i`<p class="muted">${this.t("readout.none_why")}</p>`}
        <p class="muted">${this.t("readout.kept")}</p>
      </div>
    </section>`;
	}
	async readNow(e) {
		this.readout = "busy";
		let t = null;
		await this.attempt(async () => {
			t = await this.app.api.readNow(e.camera_id);
		}), e.camera_id === this.asked && (this.readout = t);
	}
	reading() {
		let { survey: e } = this;
		if (!e) return n;
		let t = Math.max(1, ...e.hours.map((e) => e.sightings));
		return i`<section class="card" aria-labelledby="survey">
      <h2 id="survey">${this.t("survey.title")}</h2>
      ${e.sightings === 0 ? i`<p class="muted">${this.t("survey.nothing")}</p>` : i`
            <div class="facts" style="margin-top:10px">
              <div><span class="muted">${this.t("survey.sightings")}</span><b>${this.format.number(e.sightings)}</b></div>
              <div><span class="muted">${this.t("survey.settled")}</span><b>${this.format.percent(e.settled / e.sightings)}</b></div>
              ${e.width ? i`<div><span class="muted">${this.t("survey.width")}</span><b>${this.t("pixels", { count: Math.round(e.width.middle) })}</b>
                <span class="muted">${this.t("survey.spread", {
			low: Math.round(e.width.low),
			high: Math.round(e.width.high)
		})}</span></div>` : n}
            </div>
            <div class="hours" role="img" aria-label=${this.t("survey.by_hour")}>
              ${e.hours.map((e) => {
			let n = e.settled / t * 100, r = (e.sightings - e.settled) / t * 100;
			return i`<div title="${this.format.hour(e.hour)}: ${this.t("survey.hour", {
				settled: e.settled,
				sightings: e.sightings
			})}${e.sightings ? `, ${this.t("readout.sure", { share: this.format.percent(e.confidence) })}` : ""}">
                  <span style="height:${r}%"></span><span style="height:${n}%"></span>
                </div>`;
		})}
            </div>
            <div class="legend" aria-hidden="true">${[
			0,
			6,
			12,
			18
		].map((e) => i`<span>${this.format.hour(e)}</span>`)}<span></span></div>
            <div class="legend" style="justify-content:start;gap:16px;margin-top:4px">
              <span><span style="color:var(--good)">■</span> ${this.t("survey.read")}</span>
              <span><span style="color:color-mix(in srgb, var(--bad) 55%, var(--surface))">■</span> ${this.t("survey.lost")}</span>
            </div>
            ${e.advice.map((e) => i`<p class="note ${e.code === "good" ? "" : "warn"} advice">
                ${l(e.code === "good" ? "ok" : "alert")}
                <span>${this.t(`advice.${e.code}`, me(e.values))}</span>
              </p>`)}
            ${e.confusions.length ? this.confusions(e) : n}
          `}
    </section>`;
	}
	confusions(e) {
		return i`<div class="note warn advice">
      ${l("alert")}
      <div>
        <p>${this.t("confusions.title")}</p>
        <ul>
          ${e.confusions.map((e) => i`<li>${this.t("confusions.one", {
			read: e.read,
			right: e.right,
			times: this.t("times", { count: e.times })
		})}</li>`)}
        </ul>
        <p class="muted">${this.t("confusions.what")}</p>
      </div>
    </div>`;
	}
	drawing(e) {
		let { settings: t, areas: r } = this;
		return !t || !r || !this.app.overview.admin ? n : i`<section class="card" aria-labelledby="areas">
      <div class="head">
        <h2 id="areas" class="grow">${this.t("areas.title")}</h2>
        ${t.changeable ? i`<button class="main" ?disabled=${!this.changed} @click=${() => this.save(e)}>
              ${l("check", 20)} ${this.t("save")}
            </button>` : i`<span class="muted">${this.t("areas.fixed")}</span>`}
      </div>
      <placa-areas
        .app=${this.app}
        .areas=${r}
        .still=${t.still}
        ?fixed=${!t.changeable}
        .size=${e.frame_size ?? [16, 9]}
        @areas=${(e) => {
			this.areas = e.detail, this.changed = t.changeable;
		}}
      ></placa-areas>
    </section>`;
	}
	async save(e) {
		let { areas: t } = this;
		t && await this.attempt(() => this.app.api.saveAreas(e.camera_id, t.zones, t.masks), this.t("areas.saved")) && (this.changed = !1);
	}
	async load(e) {
		await this.attempt(async () => {
			let t = await this.app.api.survey(e);
			e === this.asked && (this.survey = t);
		}), this.app.overview.admin && await this.attempt(async () => {
			let t = await this.app.api.camera(e);
			e === this.asked && (this.settings = t, this.areas = {
				zones: t.zones,
				masks: t.masks
			});
		});
	}
};
b([v()], O.prototype, "settings", void 0), b([v()], O.prototype, "survey", void 0), b([v()], O.prototype, "areas", void 0), b([v()], O.prototype, "changed", void 0), b([v()], O.prototype, "adding", void 0), b([v()], O.prototype, "readout", void 0);
function me(e) {
	return Object.fromEntries(Object.entries(e).map(([e, t]) => [e, Math.round(t)]));
}
y("placa-cameras", O);
// src/components/access-form.ts
var k = class extends g {
	constructor(...e) {
		super(...e), this.every = !1, this.vehicles = /* @__PURE__ */ new Set(), this.save = async () => {
			let { door: e, every: t } = this, n = t ? [] : [...this.vehicles];
			await this.attempt(() => this.app.api.setAccess(e.door_id, t, n), this.t("policy.saved")) && this.dispatchEvent(new CustomEvent("closed"));
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        padding-inline-start: 28px;
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback();
		let { door: e } = this;
		this.every = e.every_vehicle;
		let t = new Set(e.vehicles.map((e) => e.vehicle_id));
		this.vehicles = new Set(this.residents.map((e) => e.vehicle_id).filter((e) => t.has(e)));
	}
	render() {
		let e = !this.every && !this.vehicles.size && !this.door.groups.length;
		return i`<placa-dialog .heading=${this.t("access.title", { door: this.door.name })} .closeLabel=${this.t("close")}>
      ${this.way(!1, "access.only")}
      <fieldset ?disabled=${this.every} aria-label=${this.t("access.only")}>
        ${this.residents.map((e) => {
			let t = e.group !== null && this.door.groups.includes(e.group);
			return i`<label class="check">
            <input type="checkbox" .checked=${this.every || t || this.vehicles.has(e.vehicle_id)} ?disabled=${t}
              @change=${(t) => this.choose(e.vehicle_id, t.target.checked)} />
            <span>${e.name} ${t ? i`<span class="muted">– ${this.t("access.group", { group: e.group })}</span>` : n}</span>
          </label>`;
		})}
      </fieldset>
      ${this.way(!0, "access.every")}
      ${this.every ? i`<p class="note warn">${l("alert")} <span>${this.t("policy.every_warning")}</span></p>` : n}
      ${e ? i`<p class="note">${l("alert")} <span>${this.t("access.nobody")}</span></p>` : n}
      <button slot="actions" class="main" @click=${this.save}>${l("check", 20)} ${this.t("save")}</button>
    </placa-dialog>`;
	}
	way(e, t) {
		return i`<label class="check">
      <input type="radio" name="way" .checked=${this.every === e} @change=${() => this.every = e} />
      ${this.t(t)}
    </label>`;
	}
	get residents() {
		return this.app.overview.vehicles.filter((e) => !e.denied);
	}
	choose(e, t) {
		let n = new Set(this.vehicles);
		t ? n.add(e) : n.delete(e), this.vehicles = n;
	}
};
b([o({ attribute: !1 })], k.prototype, "door", void 0), b([v()], k.prototype, "every", void 0), b([v()], k.prototype, "vehicles", void 0), y("placa-access-form", k);
// src/components/door-form.ts
var A = class extends g {
	constructor(...e) {
		super(...e), this.name = "", this.entity = "", this.cameras = /* @__PURE__ */ new Set(), this.every = !1, this.vehicles = /* @__PURE__ */ new Set(), this.error = null, this.busy = !1, this.save = async () => {
			this.busy = !0, this.error = null;
			try {
				await this.app.api.addDoor({
					name: this.name.trim(),
					entity_id: this.entity,
					cameras: [...this.cameras],
					every_vehicle: this.every,
					vehicles: this.every ? [] : [...this.vehicles]
				}), this.app.tell(this.t("door_form.added", { door: this.name.trim() })), this.dispatchEvent(new CustomEvent("closed"));
			} catch (e) {
				this.error = e.message ?? String(e);
			} finally {
				this.busy = !1;
			}
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        padding: 0;
        font-size: 12.5px;
        color: var(--muted);
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback();
		let { cameras: e, vehicles: t } = this.app.overview;
		e.length === 1 && (this.cameras = /* @__PURE__ */ new Set([e[0].camera_id])), this.vehicles = new Set(t.filter((e) => !e.denied).map((e) => e.vehicle_id)), this.entity = this.entities.length === 1 ? this.entities[0].entity_id : "", this.name = this.entity ? this.nameOf(this.entity) : "";
	}
	render() {
		let { cameras: e, vehicles: t, doors: r } = this.app.overview, a = r.find((e) => e.entity_id === this.entity), o = this.name.trim() && this.entity && this.cameras.size && (this.every || this.vehicles.size) && !a;
		return i`<placa-dialog .heading=${this.t("doors.add")} .closeLabel=${this.t("close")}>
      <label class="field">
        ${this.t("door_form.entity")}
        <select @change=${(e) => this.choose(e.target.value)}>
          <option value=""></option>
          ${this.entities.map((e) => i`<option value=${e.entity_id} ?selected=${e.entity_id === this.entity}>${this.nameOf(e.entity_id)}</option>`)}
        </select>
      </label>
      ${this.entities.length ? n : i`<p class="muted">${this.t("door_form.no_entity")}</p>`}
      ${a ? i`<p class="note bad" role="alert">${l("alert")} <span>${this.t("door_form.taken", { door: a.name })}</span></p>` : n}
      <label class="field">
        ${this.t("door_form.name")}
        <input maxlength="80" .value=${this.name} @input=${(e) => this.name = e.target.value} />
      </label>
      <fieldset>
        <legend>${this.t("door_form.cameras")}</legend>
        ${e.map((e) => this.check(e.camera_id, e.name, this.cameras, (e) => this.cameras = e))}
      </fieldset>
      <fieldset>
        <legend>${this.t("door_form.vehicles")}</legend>
        ${t.map((e) => this.check(e.vehicle_id, e.name, this.vehicles, (e) => this.vehicles = e, this.every))}
        <label class="check">
          <input type="checkbox" .checked=${this.every} @change=${(e) => this.every = e.target.checked} />
          ${this.t("door_form.every")}
        </label>
        ${this.every ? i`<p class="note warn">${l("alert")} <span>${this.t("policy.every_warning")}</span></p>` : n}
      </fieldset>
      <p class="note">${l("shadow")} <span>${this.t("door_form.shadow")}</span></p>
      ${this.error ? i`<p class="note bad" role="alert">${l("alert")} <span>${this.error}</span></p>` : n}
      <button slot="actions" class="main" ?disabled=${!o || this.busy} @click=${this.save}>${l("check", 20)} ${this.t("doors.add")}</button>
    </placa-dialog>`;
	}
	check(e, t, n, r, a = !1) {
		return i`<label class="check">
      <input type="checkbox" .checked=${a || n.has(e)} ?disabled=${a}
        @change=${(t) => {
			let i = new Set(n);
			t.target.checked ? i.add(e) : i.delete(e), r(i);
		}} />
      ${t}
    </label>`;
	}
	get entities() {
		return Object.values(this.app.hass.states).filter((e) => /^(cover|lock)\./.test(e.entity_id));
	}
	nameOf(e) {
		return String(this.app.hass.states[e]?.attributes.friendly_name ?? e);
	}
	choose(e) {
		this.name && this.name !== this.nameOf(this.entity) || (this.name = e ? this.nameOf(e) : ""), this.entity = e;
	}
};
b([v()], A.prototype, "name", void 0), b([v()], A.prototype, "entity", void 0), b([v()], A.prototype, "cameras", void 0), b([v()], A.prototype, "every", void 0), b([v()], A.prototype, "vehicles", void 0), b([v()], A.prototype, "error", void 0), b([v()], A.prototype, "busy", void 0), y("placa-door-form", A);
// src/components/reasons.ts
var j = class extends g {
	constructor(...e) {
		super(...e), this.open = !1, this.all = !1;
	}
	static {
		this.styles = [
			h,
			u,
			e`
      :host {
        display: block;
      }
      ul {
        list-style: none;
        margin: 12px 0 0;
        padding: 0;
        display: grid;
        gap: 6px;
      }
      li {
        display: grid;
        grid-template-columns: 20px 1fr;
        gap: 8px;
        align-items: start;
      }
      li .icon {
        margin-top: 1px;
        color: var(--good);
      }
      li.against {
        font-weight: 500;
      }
      li.against .icon {
        color: var(--bad);
      }
      .holds {
        color: var(--muted);
      }
      button {
        margin-top: 6px;
        margin-inline-start: -10px;
      }
    `
		];
	}
	render() {
		let { decision: e } = this, t = e.reasons.filter((e) => !e.ok), r = e.reasons.filter((e) => e.ok), a = this.all || this.open;
		return i`
      <div class="row">
        ${p(this.app, e.verdict, e.door)}
        <time class="muted" datetime=${e.decided_at}>${this.format.moment(e.decided_at)}</time>
      </div>
      ${t.length || a ? this.list(t, a ? r : []) : n}
      ${this.open || !r.length ? n : i`<button class="plain" aria-expanded=${this.all} @click=${() => this.all = !this.all}>
            ${this.all ? this.t("reasons.less") : this.t(t.length ? "reasons.held" : "reasons.all_held", { count: r.length })}
          </button>`}
    `;
	}
	list(e, t) {
		return i`<ul>
      ${e.map((e) => i`<li class="against">${l("failed", 18)}<span>${e.detail}</span></li>`)}
      ${t.map((e) => i`<li class="holds">${l("ok", 18)}<span>${e.detail}</span></li>`)}
    </ul>`;
	}
};
b([o({ attribute: !1 })], j.prototype, "decision", void 0), b([o({ type: Boolean })], j.prototype, "open", void 0), b([v()], j.prototype, "all", void 0), y("placa-reasons", j);
// src/views/doors.ts
var he = [
	"require_movement",
	"require_seen_coming",
	"require_rigid_motion",
	"require_streaming",
	"require_closed",
	"once_a_visit"
], M = {
	strict: {
		min_frames: 5,
		min_confidence: .98,
		min_margin: .7
	},
	normal: {
		min_frames: 3,
		min_confidence: .95,
		min_margin: .5
	},
	lenient: {
		min_frames: 2,
		min_confidence: .9,
		min_margin: .3
	}
}, ge = [
	15,
	30,
	60,
	300,
	900
], N = class extends g {
	constructor(...e) {
		super(...e), this.decisions = [], this.next = null, this.report = null, this.arming = !1, this.doing = !1, this.choosing = !1, this.loading = !1, this.shown = null, this.more = async () => {
			let { door: e } = this;
			e && this.next && await this.attempt(async () => {
				let t = await this.app.api.decisions(e.door_id, this.next);
				this.decisions = [...this.decisions, ...t.decisions], this.next = t.next;
			});
		};
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .doors {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        margin-bottom: 18px;
      }
      .doors a {
        display: flex;
        gap: 10px;
        align-items: center;
        padding: 10px 14px;
        border: 1px solid var(--line);
        border-radius: 14px;
        color: inherit;
        text-decoration: none;
        background: var(--surface);
        font-weight: 600;
      }
      .doors a[aria-current="true"] {
        border-color: var(--link);
        background: var(--tint);
      }
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
        gap: 20px;
        align-items: start;
      }
      .modes {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: 8px;
        margin-top: 14px;
      }
      .modes button {
        flex-direction: column;
        height: auto;
        min-height: 74px;
        gap: 4px;
        border-radius: 14px;
        padding: 8px;
      }
      .modes button[aria-pressed="true"] {
        border: 2px solid var(--link);
        background: var(--tint);
        color: var(--link);
      }
      .modes small {
        font-weight: 400;
        color: var(--muted);
        line-height: 1.2;
      }
      .sentence {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 14px;
        align-items: center;
        padding: 11px 0;
        border-top: 1px solid var(--line);
      }
      .sentence small {
        display: block;
        color: var(--muted);
      }
      .sentence select {
        width: auto;
        max-width: 210px;
      }
      .switch {
        appearance: none;
        position: relative;
        width: 42px !important;
        height: 24px !important;
        border-radius: 12px;
        background: color-mix(in srgb, var(--text) 32%, var(--surface));
        cursor: pointer;
        transition: background 150ms;
      }
      .switch::before {
        content: "";
        position: absolute;
        inset-block-start: 3px;
        inset-inline-start: 3px;
        width: 18px;
        height: 18px;
        border-radius: 50%;
        background: #fff;
        transition: inset-inline-start 150ms;
      }
      .switch:checked {
        background: var(--link);
      }
      .switch:checked::before {
        inset-inline-start: 21px;
      }
      .report {
        background: var(--tint);
        border-color: color-mix(in srgb, var(--link) 40%, var(--line));
        display: grid;
        gap: 12px;
      }
      .report .big {
        font-size: 18px;
        font-weight: 600;
        line-height: 1.35;
      }
      .day {
        margin: 18px 0 8px;
        font-size: 15px;
      }
      .decision {
        padding: 14px 16px;
        margin-bottom: 10px;
      }
      .whom {
        display: flex;
        justify-content: space-between;
        gap: 10px;
        margin-bottom: 8px;
        font-weight: 600;
      }
      @media (max-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `
		];
	}
	get door() {
		let { doors: e } = this.app.overview;
		return e.find((e) => e.door_id === this.app.place.what) ?? e[0] ?? null;
	}
	willUpdate(e) {
		if (!e.has("app")) return;
		let { door: t } = this, n = t ? `${t.door_id} ${t.last?.at} ${t.mode}` : null;
		n !== this.shown && (n?.split(" ")[0] !== this.shown?.split(" ")[0] && (this.decisions = []), this.shown = n, this.load());
	}
	render() {
		let { doors: e } = this.app.overview, { door: t } = this;
		return t ? i`
      <div class="doors">
        ${e.map((e) => {
			let n = m("doors", e.door_id);
			return i`<a href=${n.path} @click=${n.click} aria-current=${e === t}>
            ${l("door", 20)} ${e.name} ${ae(this.app, e.mode)}
          </a>`;
		})}
        <span class="grow"></span>
        ${this.addButton()}
      </div>
      <div class="layout">
        <div class="stack">${this.head(t)} ${this.report ? this.shadow(t, this.report) : n} ${this.policy(t)}</div>
        <section aria-labelledby="decisions">
          <h2 id="decisions">${this.t("doors.decisions")}</h2>
          ${this.days()}
          ${this.next ? i`<button @click=${this.more} ?disabled=${this.loading}>${this.t("doors.earlier")}</button>` : n}
        </section>
      </div>
      ${this.arming ? this.arm(t) : n} ${this.adding()}
      ${this.choosing ? i`<placa-access-form .app=${this.app} .door=${t} @closed=${() => this.choosing = !1}></placa-access-form>` : n}
    ` : i`<div class="note">
        ${l("door")}
        <div class="grow"><p>${this.t("doors.none")}</p></div>
        ${this.addButton()}
      </div>
      ${this.adding()}`;
	}
	addButton() {
		return !this.app.overview.admin || !this.app.overview.cameras.length ? n : i`<button @click=${() => this.doing = !0}>${l("add", 20)} ${this.t("doors.add")}</button>`;
	}
	adding() {
		return this.doing ? i`<placa-door-form .app=${this.app} @closed=${() => this.doing = !1}></placa-door-form>` : n;
	}
	head(e) {
		let t = this.app.overview.doors.filter((t) => t !== e && t.entity_id === e.entity_id);
		return i`<section class="card">
      <div class="row">
        <h1 class="grow">${e.name}</h1>
        <span class="chip">${this.t(`state.${ve(e.state)}`)}</span>
      </div>
      <p class="muted">${this.t("doors.guarded", { cameras: this.format.list(e.cameras.map((e) => e.name)) })}</p>
      <div class="modes" role="group" aria-label=${this.t("doors.mode")}>
        ${[
			{
				mode: "off",
				icon: "off"
			},
			{
				mode: "shadow",
				icon: "shadow"
			},
			{
				mode: "armed",
				icon: "armed"
			}
		].map((t) => i`<button aria-pressed=${e.mode === t.mode} ?disabled=${!this.may("arm")} @click=${() => this.choose(e, t.mode)}>
            ${l(t.icon)} ${this.t(`mode.${t.mode}`)} <small>${this.t(`mode.${t.mode}.what`)}</small>
          </button>`)}
      </div>
      ${t.length ? i`<p class="note warn" style="margin-top:14px">${l("alert")} <span>${this.t("doors.same_cover", { doors: this.format.list(t.map((e) => e.name)) })}</span></p>` : n}
    </section>`;
	}
	shadow(e, t) {
		let r = t.opened_for.map((e) => `${e.whom} (${this.format.number(e.times)})`);
		return i`<section class="card report" aria-labelledby="shadow">
      <h2 id="shadow" class="row">${l("shadow", 20)} ${this.t("shadow.title")}</h2>
      <p class="big">
        ${t.opened ? this.t("shadow.opened", {
			span: this.lookedFor(t),
			times: this.t("times", { count: t.opened }),
			cars: this.t("cars", { count: r.length })
		}) : this.t("shadow.never", { span: this.lookedFor(t) })}
      </p>
      ${t.opened ? i`<p>${this.t("shadow.only", { cars: this.format.list(r) })}</p>` : n}
      ${t.missed.length ? i`<details>
            <summary>${this.t("shadow.missed", { count: t.missed.length })}</summary>
            ${t.missed.map((e) => this.decision(e))}
          </details>` : i`<p>${this.t("shadow.none_missed")}</p>`}
      ${this.may("arm") ? i`<div class="actions">
            <button class="main" ?disabled=${!t.opened} @click=${() => this.arming = !0}>${l("armed", 20)} ${this.t("shadow.arm", { door: e.name })}</button>
          </div>` : n}
    </section>`;
	}
	policy(e) {
		let { policy: t } = e, r = this.may("arm") && this.app.overview.admin, a = Object.keys(M).find((e) => Object.entries(M[e]).every(([e, n]) => t[e] === n));
		return i`<section class="card" aria-labelledby="policy">
      <h2 id="policy">${this.t("policy.title")}</h2>
      <p class="muted">${this.t("policy.all")}</p>
      <div class="sentence" style="border-top:0">
        <span>
          ${e.every_vehicle ? this.t("policy.every") : this.t("policy.only", { vehicles: this.format.list(e.vehicles.map((e) => e.name)) || "–" })}
          ${e.every_vehicle ? i`<small>${this.t("policy.every_warning")}</small>` : n}
        </span>
        ${r ? i`<button @click=${() => this.choosing = !0}>${l("edit", 20)} ${this.t("access.change")}</button>` : e.every_vehicle ? i`<span class="chip warn">${this.t("policy.every_chip")}</span>` : n}
      </div>
      ${this.choice("policy.sure", a ?? "custom", [...Object.keys(M).map((e) => [e, this.t(`policy.${e}`)]), ...a ? [] : [["custom", this.t("policy.custom")]]], r, (e) => M[e], e)}
      ${this.choice("policy.second", t.second_reader, [
			"must_agree",
			"must_not_disagree",
			"off"
		].map((e) => [e, this.t(`policy.second.${e}`)]), r, (e) => ({ second_reader: e }), e)}
      ${this.toggle(e, "policy.exact", !t.accept_alike, r, (e) => ({ accept_alike: !e }))}
      ${he.map((n) => this.toggle(e, `policy.${n}`, t[n], r, (e) => ({ [n]: e })))}
      ${this.choice("policy.pause", String(t.cool_down), [.../* @__PURE__ */ new Set([...ge, t.cool_down])].sort((e, t) => e - t).map((e) => [String(e), this.format.duration(e)]), r, (e) => ({ cool_down: Number(e) }), e)}
    </section>`;
	}
	toggle(e, t, n, r, a) {
		return i`<label class="sentence">
      <span>${this.t(t)} <small>${this.t(`${t}.why`)}</small></span>
      <input class="switch" type="checkbox" role="switch" .checked=${n} ?disabled=${!r}
        @change=${(t) => this.change(e, a(t.target.checked))} />
    </label>`;
	}
	choice(e, t, n, r, a, o) {
		return i`<label class="sentence">
      <span>${this.t(e)} <small>${this.t(`${e}.why`)}</small></span>
      <select ?disabled=${!r} @change=${(e) => this.change(o, a(e.target.value))}>
        ${n.map(([e, n]) => i`<option value=${e} ?selected=${e === t}>${n}</option>`)}
      </select>
    </label>`;
	}
	lookedFor(e) {
		let t = Math.max(1, Math.floor((Date.now() - Date.parse(e.since)) / 6e4));
		if (t < 60) return this.t("span.minutes", { count: t });
		let n = Math.floor(t / 60);
		return n < 48 ? this.t("span.hours", { count: n }) : this.t("span.days", { count: Math.floor(n / 24) });
	}
	days() {
		if (!this.decisions.length) return i`<p class="muted" style="margin-top:12px">${this.loading ? this.t("loading") : this.t("doors.no_decisions")}</p>`;
		let e = "";
		return _(this.decisions, (e) => e.decision_id, (t) => {
			let r = this.format.dayOf(t.decided_at), a = r === e ? n : i`<h3 class="day">${this.format.localDay(r)}</h3>`;
			return e = r, i`${a}${this.decision(t)}`;
		});
	}
	decision(e) {
		let t = m("sighting", e.sighting_id);
		return i`<article class="card decision">
      <div class="whom">
        <span>${e.whom?.name ?? this.t("whom.gone")}</span>
        <a href=${t.path} @click=${t.click}>${this.t("doors.see")}</a>
      </div>
      <placa-reasons .app=${this.app} .decision=${e}></placa-reasons>
    </article>`;
	}
	arm(e) {
		return i`<placa-dialog .heading=${this.t("arm.title", { door: e.name })} .closeLabel=${this.t("close")} @closed=${() => this.arming = !1}>
      <p>${this.t("arm.what", { door: e.name })}</p>
      <p>${e.every_vehicle ? this.t("policy.every") : this.t("policy.only", { vehicles: this.format.list(e.vehicles.map((e) => e.name)) || "–" })}</p>
      <p class="note warn">${l("alert")} <span>${this.t("arm.warning")}</span></p>
      <button slot="actions" class="main" @click=${async () => {
			await this.set(e, "armed"), this.arming = !1;
		}}>
        ${l("armed", 20)} ${this.t("arm.do")}
      </button>
    </placa-dialog>`;
	}
	choose(e, t) {
		t !== e.mode && (t === "armed" ? this.arming = !0 : this.set(e, t));
	}
	set(e, t) {
		return this.attempt(() => this.app.api.setMode(e.door_id, t), this.t(`mode.${t}.set`, { door: e.name }));
	}
	change(e, t) {
		this.attempt(() => this.app.api.setPolicy(e.door_id, t), this.t("policy.saved"));
	}
	async load() {
		let { door: e, shown: t } = this;
		this.report = null, e && (this.loading = !0, await this.attempt(async () => {
			let [n, r] = await Promise.all([this.app.api.decisions(e.door_id), e.mode === "shadow" ? this.app.api.report(e.door_id) : null]);
			t === this.shown && (this.decisions = n.decisions, this.next = n.next, this.report = r);
		}), this.loading = !1);
	}
};
b([v()], N.prototype, "decisions", void 0), b([v()], N.prototype, "next", void 0), b([v()], N.prototype, "report", void 0), b([v()], N.prototype, "arming", void 0), b([v()], N.prototype, "doing", void 0), b([v()], N.prototype, "choosing", void 0), b([v()], N.prototype, "loading", void 0);
var _e = [
	"open",
	"closed",
	"opening",
	"closing",
	"locked",
	"unlocked",
	"unavailable"
];
function ve(e) {
	return _e.find((t) => t === e) ?? "unknown";
}
y("placa-doors", N);
// src/views/vehicle-form.ts
var ye = 300, P = class extends g {
	constructor(...e) {
		super(...e), this.vehicle = null, this.plates = [], this.name = "", this.group = "", this.owner = "", this.notes = "", this.denied = !1, this.doors = /* @__PURE__ */ new Set(), this.previews = [], this.sure = !1, this.error = null, this.busy = !1, this.save = async () => {
			this.busy = !0, this.error = null;
			try {
				await this.app.api.saveVehicle({
					...this.vehicle ? { vehicle_id: this.vehicle.vehicle_id } : {},
					name: this.name.trim(),
					plates: this.plates.filter((e) => e.trim()),
					group: this.group.trim(),
					owner: this.owner,
					notes: this.notes.trim(),
					denied: this.denied,
					doors: [...this.doors]
				}, this.sure || !!this.vehicle), this.app.tell(this.t("vehicle.saved", { name: this.name.trim() })), this.dispatchEvent(new CustomEvent("closed"));
			} catch (e) {
				this.error = e.message ?? String(e);
			} finally {
				this.busy = !1;
			}
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      .plates {
        display: grid;
        gap: 8px;
      }
      .plate {
        display: flex;
        gap: 6px;
      }
      .plate input {
        font-family: var(--ha-font-family-code, "Roboto Mono", monospace);
        text-transform: uppercase;
        letter-spacing: 0.05em;
      }
      .preview {
        display: grid;
        gap: 4px;
        padding: 10px 12px;
        border-radius: 10px;
        background: var(--sunken);
        font-size: 13px;
      }
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        padding: 0;
        font-size: 12.5px;
        color: var(--muted);
      }
      details summary {
        cursor: pointer;
        color: var(--link);
        padding: 8px 0;
      }
      details > div {
        display: grid;
        gap: 12px;
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback();
		let { vehicle: e } = this;
		e && (this.name = e.name, this.plates = [...e.plates], this.group = e.group ?? "", this.owner = e.owner ?? "", this.notes = e.notes, this.denied = e.denied, this.doors = new Set(e.doors.map((e) => e.door_id))), this.plates.length || (this.plates = [""]);
	}
	firstUpdated(e) {
		this.look();
	}
	render() {
		let e = Object.values(this.app.hass.states).filter((e) => e.entity_id.startsWith("person.")), t = [...new Set(this.app.overview.vehicles.map((e) => e.group).filter(Boolean))], r = this.opening, a = this.previews.some((e) => e.near.some((e) => e.whom)), o = !this.vehicle && (r.length > 0 || a);
		return i`<placa-dialog
      .heading=${this.t(this.vehicle ? "vehicle.change" : "vehicle.add")}
      .closeLabel=${this.t("close")}
    >
      <label class="field">
        ${this.t("vehicle.name")}
        <input id="name" maxlength="100" .value=${this.name} placeholder=${this.t("vehicle.name_example")}
          @input=${(e) => this.name = F(e)} />
      </label>
      <div class="plates">
        ${this.plates.map((e, t) => this.plateField(e, t))}
        <button class="plain" style="justify-self:start" @click=${() => this.plates = [...this.plates, ""]}>
          ${l("add", 18)} ${this.t("vehicle.another_plate")}
        </button>
      </div>
      <fieldset>
        <legend>${this.t("vehicle.opens")}</legend>
        ${this.app.overview.doors.map((e) => this.doorField(e))}
        ${this.app.overview.doors.length ? n : i`<p class="muted">${this.t("vehicle.no_doors")}</p>`}
      </fieldset>
      <details ?open=${!!this.vehicle}>
        <summary>${this.t("vehicle.more")}</summary>
        <div>
          <div class="two">
            <label class="field">
              ${this.t("vehicle.owner")}
              <select @change=${(e) => this.owner = e.target.value}>
                <option value="">${this.t("vehicle.nobody")}</option>
                ${e.map((e) => i`<option value=${e.entity_id} ?selected=${this.owner === e.entity_id}>
                    ${String(e.attributes.friendly_name ?? e.entity_id)}
                  </option>`)}
              </select>
            </label>
            <label class="field">
              ${this.t("vehicle.group")}
              <input list="groups" maxlength="60" .value=${this.group} @input=${(e) => this.group = F(e)} />
              <datalist id="groups">${t.map((e) => i`<option value=${e}></option>`)}</datalist>
            </label>
          </div>
          <label class="field">
            ${this.t("vehicle.notes")}
            <textarea maxlength="500" .value=${this.notes} @input=${(e) => this.notes = F(e)}></textarea>
          </label>
          <label class="check">
            <input type="checkbox" .checked=${this.denied} @change=${(e) => this.denied = e.target.checked} />
            <span>${this.t("vehicle.denied")}</span>
          </label>
        </div>
      </details>
      ${this.error ? i`<p class="note bad" role="alert">${l("alert")} <span>${this.error}</span></p>` : n}
      ${o ? i`<label class="check note warn">
            <input type="checkbox" .checked=${this.sure} @change=${(e) => this.sure = e.target.checked} />
            <span>
              ${r.length ? this.t("vehicle.will_open", { doors: this.format.list(r) }) : ""}
              ${a ? this.t("vehicle.alike_sure") : ""}
            </span>
          </label>` : n}
      <button slot="actions" class="main" ?disabled=${this.busy || !this.name.trim() || !this.plates.some((e) => e.trim()) || o && !this.sure} @click=${this.save}>
        ${l("check", 20)} ${this.t("save")}
      </button>
    </placa-dialog>`;
	}
	get opening() {
		return this.denied ? [] : this.app.overview.doors.filter((e) => e.every_vehicle || this.doors.has(e.door_id)).map((e) => e.name);
	}
	plateField(e, t) {
		let r = this.previews.find((t) => t.typed === e);
		return i`<div>
      <div class="plate">
        <input
          dir="ltr"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="40"
          aria-label=${this.t("vehicle.plate")}
          placeholder=${this.t("vehicle.plate")}
          .value=${e}
          @input=${(e) => this.type(t, F(e))}
        />
        ${this.plates.length > 1 ? i`<button class="round" aria-label=${this.t("vehicle.remove_plate")} @click=${() => this.type(t, null)}>
              ${l("close", 20)}
            </button>` : n}
      </div>
      ${r ? this.preview(r) : n}
    </div>`;
	}
	preview(e) {
		return e.problem ? i`<p class="preview" role="alert">${e.problem}</p>` : i`<div class="preview" aria-live="polite">
      <div class="row">
        <placa-plate .text=${e.plate ?? ""}></placa-plate>
        <span class="muted">${e.countries.length ? e.countries.join(", ") : this.t("preview.no_country")}</span>
        <span class="muted">${e.seen ? this.t("preview.seen", { count: e.seen }) : this.t("preview.never")}</span>
      </div>
      ${e.near.map((e) => i`<div class="row">
          ${l("alert", 16)}
          <span>${this.t(e.whom ? "preview.near_known" : "preview.near_frequent", {
			whom: e.whom ?? "",
			count: e.count ?? 0
		})}</span>
          <placa-plate .text=${e.text}></placa-plate>
        </div>`)}
    </div>`;
	}
	doorField(e) {
		let t = e.every_vehicle;
		return i`<label class="check">
      <input
        type="checkbox"
        .checked=${t || this.doors.has(e.door_id)}
        ?disabled=${t || this.denied}
        @change=${(t) => this.choose(e.door_id, t.target.checked)}
      />
      <span>${e.name}${t ? i` <span class="muted">– ${this.t("vehicle.every")}</span>` : n}</span>
    </label>`;
	}
	choose(e, t) {
		let n = new Set(this.doors);
		t ? n.add(e) : n.delete(e), this.doors = n;
	}
	type(e, t) {
		this.plates = t === null ? this.plates.toSpliced(e, 1) : this.plates.with(e, t), clearTimeout(this.typing), this.typing = window.setTimeout(() => void this.look(), ye);
	}
	async look() {
		let e = this.plates.filter((e) => e.trim());
		if (e.length) try {
			this.previews = (await this.app.api.preview(e, this.vehicle?.vehicle_id)).plates;
		} catch {
			this.previews = [];
		}
	}
};
b([o({ attribute: !1 })], P.prototype, "vehicle", void 0), b([o({ attribute: !1 })], P.prototype, "plates", void 0), b([v()], P.prototype, "name", void 0), b([v()], P.prototype, "group", void 0), b([v()], P.prototype, "owner", void 0), b([v()], P.prototype, "notes", void 0), b([v()], P.prototype, "denied", void 0), b([v()], P.prototype, "doors", void 0), b([v()], P.prototype, "previews", void 0), b([v()], P.prototype, "sure", void 0), b([v()], P.prototype, "error", void 0), b([v()], P.prototype, "busy", void 0);
function F(e) {
	return e.target.value;
}
y("placa-vehicle-form", P);
// src/views/first-run.ts
var be = class extends g {
	constructor(...e) {
		super(...e), this.doing = null;
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      :host {
        max-width: 720px;
      }
      .hero {
        text-align: center;
        padding: 20px 0 26px;
        display: grid;
        gap: 8px;
        justify-items: center;
      }
      .hero h1 {
        font-size: 28px;
      }
      .mark {
        display: grid;
        place-items: center;
        width: 84px;
        height: 84px;
        border-radius: 26px;
        background: var(--tint);
        color: var(--link);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
      }
      li {
        display: grid;
        grid-template-columns: 48px minmax(0, 1fr) auto;
        gap: 14px;
        align-items: center;
      }
      .number {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--muted);
      }
      li.done .number {
        background: color-mix(in srgb, var(--good) 15%, var(--surface));
        color: var(--good);
      }
      li.next {
        border: 2px solid var(--link);
      }
      li.later {
        opacity: 0.62;
      }
      @media (max-width: 520px) {
        li {
          grid-template-columns: 48px minmax(0, 1fr);
        }
        li button {
          grid-column: 1 / -1;
        }
      }
    `
		];
	}
	render() {
		let { overview: e } = this.app, t = {
			camera: e.cameras.length > 0,
			vehicle: e.vehicles.length > 0,
			door: e.doors.length > 0
		}, r = {
			camera: "camera",
			vehicle: "car",
			door: "door"
		}, a = [
			"camera",
			"vehicle",
			"door"
		], o = a.find((e) => !t[e]);
		return i`
      <div class="hero">
        <span class="mark">${l("gate", 52)}</span>
        <h1>${this.t("first.title")}</h1>
        <p class="muted">${this.t("first.what")}</p>
      </div>
      <ol>
        ${a.map((a) => i`<li class="card ${t[a] ? "done" : a === o ? "next" : "later"}">
            <span class="number">${l(t[a] ? "check" : r[a])}</span>
            <span><b>${this.t(`first.${a}`)}</b><br /><span class="muted">${this.t(`first.${a}.what`)}</span></span>
            ${a === o ? i`<button class="main" ?disabled=${!e.admin} @click=${() => this.doing = a}>${this.t(`first.${a}.do`)}</button>` : n}
          </li>`)}
      </ol>
      ${this.dialog()}
    `;
	}
	dialog() {
		let e = () => this.doing = null;
		switch (this.doing) {
			case "camera": return i`<placa-camera-form .app=${this.app} @closed=${e}></placa-camera-form>`;
			case "vehicle": return i`<placa-vehicle-form .app=${this.app} @closed=${e}></placa-vehicle-form>`;
			case "door": return i`<placa-door-form .app=${this.app} @closed=${e}></placa-door-form>`;
			default: return n;
		}
	}
};
b([v()], be.prototype, "doing", void 0), y("placa-first-run", be);
// src/components/heat.ts
var I = class extends g {
	constructor(...e) {
		super(...e), this.hours = [], this.chosen = null, this.still = !1, this.at = [0, 0], this.move = (e) => {
			let t = getComputedStyle(this).direction === "rtl" ? -1 : 1, n = {
				ArrowUp: [-1, 0],
				ArrowDown: [1, 0],
				ArrowLeft: [0, -t],
				ArrowRight: [0, t]
			}[e.key];
			n && (e.preventDefault(), this.at = [(this.at[0] + n[0] + 7) % 7, (this.at[1] + n[1] + 24) % 24], this.updateComplete.then(() => this.renderRoot.querySelector(`[data-place="${this.at.join("-")}"]`)?.focus()));
		};
	}
	static {
		this.styles = [h, e`
      :host {
        display: block;
        min-width: 0;
      }
      table {
        width: 100%;
        border-collapse: separate;
        border-spacing: 2px;
        table-layout: fixed;
      }
      th {
        width: 34px;
        padding: 0;
        text-align: start;
        font-weight: 400;
        font-size: 11.5px;
        color: var(--muted);
        white-space: nowrap;
        overflow: hidden;
      }
      thead th {
        width: auto;
        overflow: visible;
        font-variant-numeric: tabular-nums;
      }
      thead th:first-child {
        width: 34px;
      }
      td {
        padding: 0;
        height: 15px;
      }
      button,
      .cell {
        all: unset;
        display: block;
        width: 100%;
        height: 100%;
        border-radius: 3px;
        background: color-mix(in srgb, var(--accent) var(--share), var(--sunken));
      }
      button {
        cursor: pointer;
      }
      button:focus-visible {
        outline: 2px solid var(--link);
        outline-offset: 1px;
      }
      button[aria-pressed="true"] {
        box-shadow: inset 0 0 0 2px var(--text);
      }
    `];
	}
	render() {
		let e = Math.max(1, ...this.hours.flat()), t = this.format.weekdays(), n = this.format.weekdays("long");
		return i`<table aria-label=${this.t("history.heat")}>
      <thead>
        <tr>
          <th></th>
          ${Array.from({ length: 24 }, (e, t) => i`<th scope="col">
            ${t % 6 == 0 ? this.format.hour(t) : i`<span hidden>${t}</span>`}
          </th>`)}
        </tr>
      </thead>
      <tbody @keydown=${this.move}>
        ${this.hours.map((r, a) => i`<tr>
            <th scope="row">${t[a]}</th>
            ${r.map((t, r) => {
			let o = `${n[a]}, ${this.format.hour(r)}: ${this.t("count.sightings", { count: t })}`, s = t ? `${12 + t / e * 88}%` : "0%";
			return i`<td>
                ${this.still ? i`<span class="cell" style="--share:${s}" title=${o}></span>` : i`<button
                      style="--share:${s}"
                      title=${o}
                      aria-label=${o}
                      aria-pressed=${this.chosen?.weekday === a && this.chosen.hour === r}
                      tabindex=${this.at[0] === a && this.at[1] === r ? 0 : -1}
                      data-place="${a}-${r}"
                      @click=${() => this.choose(a, r)}
                    ></button>`}
              </td>`;
		})}
          </tr>`)}
      </tbody>
    </table>`;
	}
	choose(e, t) {
		let n = this.chosen?.weekday === e && this.chosen.hour === t;
		this.at = [e, t], this.dispatchEvent(new CustomEvent("hour", { detail: n ? null : {
			weekday: e,
			hour: t
		} }));
	}
};
b([o({ attribute: !1 })], I.prototype, "hours", void 0), b([o({ attribute: !1 })], I.prototype, "chosen", void 0), b([o({ type: Boolean })], I.prototype, "still", void 0), b([v()], I.prototype, "at", void 0), y("placa-heat", I);
// src/components/ribbon.ts
var L = class extends g {
	constructor(...e) {
		super(...e), this.bars = [], this.name = "", this.marks = [], this.chosen = null;
	}
	static {
		this.styles = [h, e`
      :host {
        display: block;
        min-width: 0;
      }
      ol {
        display: flex;
        align-items: end;
        gap: 3px;
        height: 92px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        flex: 1;
        height: 100%;
        min-width: 0;
      }
      button {
        all: unset;
        box-sizing: border-box;
        display: flex;
        flex-direction: column;
        justify-content: end;
        width: 100%;
        height: 100%;
        border-radius: 5px;
        cursor: pointer;
      }
      button:hover {
        background: var(--sunken);
      }
      button:focus-visible {
        outline: 2px solid var(--link);
      }
      .bar {
        border-radius: 4px 4px 2px 2px;
        background: color-mix(in srgb, var(--accent) 55%, var(--surface));
        min-height: 2px;
      }
      button[aria-pressed="true"] .bar {
        background: var(--link);
      }
      button[aria-pressed="true"] {
        background: var(--tint);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        color: var(--muted);
        font-size: 11.5px;
        margin-top: 4px;
      }
    `];
	}
	render() {
		let e = Math.max(1, ...this.bars.map((e) => e.count));
		return i`<ol aria-label=${this.name}>
        ${this.bars.map(({ key: t, name: n, count: r }) => {
			let a = `${n}: ${this.t("count.sightings", { count: r })}`;
			return i`<li>
            <button aria-pressed=${t === this.chosen} aria-label=${a} title=${a} @click=${() => this.choose(t)}>
              <span class="bar" style="height:${r ? 6 + r / e * 94 : 0}%"></span>
            </button>
          </li>`;
		})}
      </ol>
      <div class="ends" aria-hidden="true">${this.marks.map((e) => i`<span>${e}</span>`)}</div>`;
	}
	choose(e) {
		let t = e === this.chosen ? null : e;
		this.dispatchEvent(new CustomEvent("bar", { detail: t }));
	}
};
b([o({ attribute: !1 })], L.prototype, "bars", void 0), b([o()], L.prototype, "name", void 0), b([o({ attribute: !1 })], L.prototype, "marks", void 0), b([o()], L.prototype, "chosen", void 0);
function xe(e, t) {
	return t.map(({ day: t, count: n }) => ({
		key: t,
		name: e.localDay(t),
		count: n
	}));
}
function Se(e, t) {
	return t.length ? [t[0], t[t.length - 1]].map(({ day: t }) => e.localDay(t, "short")) : [];
}
y("placa-ribbon", L);
// src/components/virtual.ts
function Ce(e) {
	let t = [0];
	for (let n of e) t.push(t[t.length - 1] + n.height);
	return t;
}
function we(e, t, n) {
	return [Math.max(0, R(e, t)), Math.min(e.length - 1, R(e, n) + 1)];
}
function R(e, t) {
	let n = 0, r = e.length - 2;
	for (; n < r;) {
		let i = n + r + 1 >> 1;
		e[i] <= t ? n = i : r = i - 1;
	}
	return n;
}
var z = 600, B = class extends r {
	constructor(...e) {
		super(...e), this.rows = [], this.scroller = null, this.shown = [0, 0], this.begins = [0], this.look = () => this.measure();
	}
	static {
		this.styles = e`
    :host {
      display: block;
      position: relative;
    }
  `;
	}
	createRenderRoot() {
		return this;
	}
	connectedCallback() {
		super.connectedCallback(), this.style.display = "block", this.style.position = "relative", window.addEventListener("resize", this.look);
	}
	disconnectedCallback() {
		super.disconnectedCallback(), window.removeEventListener("resize", this.look), this.scroller?.removeEventListener("scroll", this.look);
	}
	willUpdate(e) {
		e.has("scroller") && (e.get("scroller")?.removeEventListener("scroll", this.look), this.scroller?.addEventListener("scroll", this.look, { passive: !0 })), e.has("rows") && (this.begins = Ce(this.rows), this.measure());
	}
	firstUpdated() {
		this.measure();
	}
	render() {
		let [e, t] = this.shown, n = this.rows.slice(e, t).map((t, n) => ({
			row: t,
			index: e + n
		}));
		return this.style.height = `${this.begins[this.begins.length - 1]}px`, i`${_(n, ({ row: e }) => e.key, ({ row: e, index: t }) => i`<div
          style="position:absolute;inset-inline:0;height:${e.height}px;contain:layout style;transform:translateY(${this.begins[t]}px)"
        >
          ${this.row(e, t)}
        </div>`)}`;
	}
	measure() {
		let e = this.scroller, t = e?.clientHeight || window.innerHeight || 800, n = e ? e.getBoundingClientRect().top - this.getBoundingClientRect().top : 0, [r, i] = we(this.begins, n - z, n + t + z);
		(r !== this.shown[0] || i !== this.shown[1]) && (this.shown = [r, i]);
		let a = this.begins[this.begins.length - 1];
		this.rows.length && n + t + 3 * z > a && this.dispatchEvent(new CustomEvent("near-end"));
	}
};
b([o({ attribute: !1 })], B.prototype, "rows", void 0), b([o({ attribute: !1 })], B.prototype, "row", void 0), b([o({ attribute: !1 })], B.prototype, "scroller", void 0), b([v()], B.prototype, "shown", void 0), y("placa-virtual", B);
// src/views/history.ts
var Te = 100, Ee = 86, De = 46, V = 12, Oe = 350, ke = 864e5, Ae = {
	day: "",
	since: "",
	until: ""
}, H = class extends g {
	constructor(...e) {
		super(...e), this.scroller = null, this.sightings = [], this.next = null, this.summary = null, this.loading = !0, this.error = null, this.look = "line", this.filters = !1, this.exporting = !1, this.width = 0, this.asked = "", this.resized = new ResizeObserver(() => this.measure()), this.typed = (e) => {
			let t = e.target.value.trim();
			clearTimeout(this.typing), this.typing = window.setTimeout(() => this.narrow({ text: t }), Oe);
		}, this.more = async () => {
			if (this.loading || !this.next) return;
			let e = this.asked;
			this.loading = !0, await this.attempt(async () => {
				let t = await this.app.api.sightings(this.filter, Te, this.next);
				e === this.asked && (this.sightings = [...this.sightings, ...t.sightings], this.next = t.next);
			}), e === this.asked && (this.loading = !1);
		};
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        align-items: center;
      }
      .search {
        position: relative;
        flex: 1 1 230px;
        max-width: 420px;
      }
      .search .icon {
        position: absolute;
        inset-inline-start: 12px;
        top: 9px;
        color: var(--muted);
      }
      .search input {
        padding-inline-start: 44px;
        border-radius: 21px;
      }
      .periods {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .periods button {
        min-height: 34px;
        padding: 0 14px;
      }
      .periods button[aria-pressed="true"] {
        background: var(--tint);
        border-color: var(--link);
        color: var(--link);
      }
      .looks {
        display: flex;
        border: 1px solid var(--line);
        border-radius: 20px;
        overflow: hidden;
      }
      .looks button {
        border: 0;
        border-radius: 0;
        padding: 0 12px;
        background: transparent;
      }
      .looks button[aria-pressed="true"] {
        background: var(--tint);
        color: var(--link);
      }
      .filters {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 10px;
      }
      .charts {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: 16px;
      }
      .charts .card {
        padding: 14px 16px;
        display: grid;
        gap: 10px;
        align-content: space-between;
      }
      .chosen {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        min-height: 32px;
      }
      .chosen button {
        min-height: 30px;
        padding: 0 6px 0 12px;
        font-size: 13px;
        border-color: transparent;
        background: var(--tint);
        color: var(--link);
        gap: 4px;
      }
      .count {
        font-size: 16px;
        font-weight: 600;
      }
      h3 {
        display: flex;
        align-items: end;
        height: 100%;
        padding-bottom: 10px;
        font-size: 15px;
      }
      .tiles {
        display: grid;
        gap: ${V}px;
        padding-bottom: ${V}px;
        height: 100%;
      }
      .line {
        height: 100%;
        padding-bottom: 8px;
        container-type: inline-size;
      }
      .empty {
        display: grid;
        justify-items: center;
        gap: 10px;
        padding: 60px 20px;
        color: var(--muted);
        text-align: center;
      }
      .waiting {
        height: 74px;
        border-radius: 10px;
        background: linear-gradient(90deg, var(--sunken), var(--surface), var(--sunken));
        background-size: 200% 100%;
        animation: shimmer 1.4s infinite linear;
        margin-bottom: 8px;
      }
      @keyframes shimmer {
        to {
          background-position: -200% 0;
        }
      }
      @media (max-width: 800px) {
        .charts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback(), this.resized.observe(this);
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this.resized.disconnect();
	}
	willUpdate(e) {
		if (!e.has("app")) return;
		let t = JSON.stringify(this.filter);
		t !== this.asked && (this.asked = t, this.load());
	}
	render() {
		return i`<div class="stack">
      <div class="head">
        <label class="search">
          ${l("search")}
          <input
            type="search"
            placeholder=${this.t("history.search")}
            aria-label=${this.t("history.search")}
            .value=${this.filter.text ?? ""}
            ?disabled=${!this.may("search")}
            @input=${this.typed}
          />
        </label>
        ${this.filter.text ? i`<label class="check">
              <input
                type="checkbox"
                .checked=${this.filter.alike ?? !1}
                @change=${(e) => this.narrow({ alike: e.target.checked })}
              />
              ${this.t("history.alike")}
            </label>` : n}
        <button aria-expanded=${this.filters} @click=${() => this.filters = !this.filters}>
          ${l("filter", 20)} ${this.t("history.filters")}
        </button>
        <span class="grow"></span>
        <div class="looks" role="group" aria-label=${this.t("history.look")}>
          <button aria-pressed=${this.look === "line"} aria-label=${this.t("history.list")} @click=${() => this.look = "line"}>
            ${l("list", 20)}
          </button>
          <button aria-pressed=${this.look === "tile"} aria-label=${this.t("history.grid")} @click=${() => this.look = "tile"}>
            ${l("grid", 20)}
          </button>
        </div>
        ${this.may("search") ? i`<button @click=${() => this.exporting = !0}>${l("download", 20)} ${this.t("history.export")}</button>` : n}
      </div>
      ${this.periods()} ${this.filters ? this.fields() : n} ${this.charts()} ${this.chosen()} ${this.list()}
      ${this.exporting ? i`<placa-export
            .app=${this.app}
            .filter=${this.filter}
            .count=${this.summary?.count ?? 0}
            @closed=${() => this.exporting = !1}
          ></placa-export>` : n}
    </div>`;
	}
	get filter() {
		return this.app.place.filter;
	}
	fields() {
		let { cameras: e, doors: t, vehicles: n, passes: r } = this.app.overview, a = [...n.map((e) => [e.vehicle_id, e.name]), ...r.map((e) => [e.pass_id, e.name])];
		return i`<div class="filters">
      ${this.select("who", "history.who", [
			["known", this.t("who.known")],
			...this.may("strangers") ? [["unknown", this.t("who.unknown")]] : [],
			["guest", this.t("who.guest")],
			["denied", this.t("who.denied")]
		])}
      ${this.select("vehicle_id", "history.vehicle", a)}
      ${this.select("camera_id", "history.camera", e.map((e) => [e.camera_id, e.name]))}
      ${this.select("door_id", "history.door", t.map((e) => [e.door_id, e.name]))}
      ${this.select("verdict", "history.verdict", [
			"granted",
			"refused",
			"shadow",
			"awaiting"
		].map((e) => [e, this.t(`verdict.${e}`)]))}
      ${this.select("direction", "history.direction", [
			"approaching",
			"receding",
			"left",
			"right",
			"stationary"
		].map((e) => [e, this.t(`direction.${e}`)]))}
      <label class="field">
        ${this.t("history.day")}
        <input
          type="date"
          .value=${this.filter.day ?? ""}
          @change=${(e) => this.narrow({ day: e.target.value })}
        />
      </label>
    </div>`;
	}
	select(e, t, n) {
		return i`<label class="field">
      ${this.t(t)}
      <select @change=${(t) => this.narrow({ [e]: t.target.value })}>
        <option value="">${this.t("history.any")}</option>
        ${n.map(([t, n]) => i`<option value=${t} ?selected=${this.filter[e] === t}>${n}</option>`)}
      </select>
    </label>`;
	}
	periods() {
		let { filter: e } = this, t = this.format.dayOf((/* @__PURE__ */ new Date()).toISOString()), n = [
			["period.today", { day: t }],
			["period.yesterday", { day: U(t, 1) }],
			["period.week", { since: `${U(t, 6)}T00:00:00` }],
			["period.last_month", je(t)]
		];
		return i`<div class="periods" role="group" aria-label=${this.t("period.name")}>
      ${n.map(([t, n]) => {
			let r = [
				"day",
				"since",
				"until"
			].every((t) => e[t] === n[t]);
			return i`<button aria-pressed=${r} @click=${() => this.narrow({
				...Ae,
				...r ? {} : n
			})}>${this.t(t)}</button>`;
		})}
    </div>`;
	}
	charts() {
		let { summary: e } = this, t = e?.days ?? [];
		return i`<div class="charts">
      <section class="card">
        <h2>${this.t("history.ribbon")}</h2>
        <placa-ribbon
          .app=${this.app}
          .name=${this.t("history.ribbon")}
          .bars=${xe(this.format, t)}
          .marks=${Se(this.format, t)}
          .chosen=${this.filter.day ?? null}
          @bar=${(e) => this.narrow({
			...Ae,
			weekdays: [],
			day: e.detail ?? ""
		})}
        ></placa-ribbon>
      </section>
      ${this.filter.day ? this.hours() : this.week()}
    </div>`;
	}
	hours() {
		let e = this.summary?.hours ?? [], t = Array.from({ length: 24 }, (t, n) => ({
			key: String(n),
			name: this.format.hour(n),
			count: e.reduce((e, t) => e + (t[n] ?? 0), 0)
		}));
		return i`<section class="card">
      <h2>${this.t("history.hours")}</h2>
      <placa-ribbon
        dir="ltr"
        .app=${this.app}
        .name=${this.t("history.hours")}
        .bars=${t}
        .marks=${[
			0,
			6,
			12,
			18,
			23
		].map((e) => this.format.hour(e))}
        .chosen=${this.filter.hours?.length ? String(this.filter.hours[0]) : null}
        @bar=${(e) => this.narrow({
			weekdays: [],
			hours: e.detail === null ? [] : [Number(e.detail)]
		})}
      ></placa-ribbon>
    </section>`;
	}
	week() {
		let { summary: e } = this, t = this.filter.hours?.[0], n = this.filter.weekdays?.[0], r = t !== void 0 && n !== void 0 ? {
			weekday: n,
			hour: t
		} : null;
		return i`<section class="card" ?hidden=${this.app.narrow && !this.filters}>
      <h2>${this.t("history.heat")}</h2>
      <placa-heat
        .app=${this.app}
        .hours=${e?.hours ?? Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0))}
        .chosen=${r}
        @hour=${(e) => this.narrow(e.detail ? {
			hours: [e.detail.hour],
			weekdays: [e.detail.weekday]
		} : {
			hours: [],
			weekdays: []
		})}
      ></placa-heat>
    </section>`;
	}
	chosen() {
		let { filter: e } = this, { cameras: t, doors: r, vehicles: a, passes: o } = this.app.overview, s = this.format.weekdays("long"), c = [];
		e.text && c.push([{
			text: "",
			alike: !1
		}, `“${e.text}”`]), e.who && c.push([{ who: "" }, this.t(`who.${e.who}`)]);
		let ee = [...a.map((e) => [e.vehicle_id, e.name]), ...o.map((e) => [e.pass_id, e.name])];
		if (e.vehicle_id && c.push([{ vehicle_id: "" }, ee.find(([t]) => t === e.vehicle_id)?.[1] ?? this.t("whom.gone")]), e.camera_id && c.push([{ camera_id: "" }, t.find((t) => t.camera_id === e.camera_id)?.name ?? e.camera_id]), e.door_id && c.push([{ door_id: "" }, r.find((t) => t.door_id === e.door_id)?.name ?? e.door_id]), e.verdict && c.push([{ verdict: "" }, this.t(`verdict.${e.verdict}`)]), e.direction && c.push([{ direction: "" }, this.t(`direction.${e.direction}`)]), (e.since || e.until) && c.push([{
			since: "",
			until: ""
		}, this.period(e)]), e.day && c.push([{ day: "" }, this.format.localDay(e.day)]), e.hours?.length) {
			let t = e.weekdays?.[0], n = `${t === void 0 ? "" : `${s[t]}, `}${e.hours.map((e) => this.format.hour(e)).join(", ")}`;
			c.push([{
				hours: [],
				weekdays: []
			}, n]);
		}
		return i`<div class="chosen">
      <span class="count" role="status">
        ${this.summary ? this.t("count.sightings", { count: this.summary.count }) : "…"}
      </span>
      ${c.map(([e, t]) => i`<button aria-label=${this.t("history.without", { name: t })} @click=${() => this.narrow(e)}>
          ${t} ${l("close", 18)}
        </button>`)}
      ${c.length > 1 ? i`<button @click=${() => this.go("history", null, {}, !0)}>${this.t("history.clear")} ${l("close", 18)}</button>` : n}
    </div>`;
	}
	period(e) {
		let t = (e) => this.format.localDay(e.slice(0, 10), "short"), n = e.until && U(e.until.slice(0, 10), 1);
		return e.since && n ? `${t(e.since)} – ${t(n)}` : e.since ? this.t("period.since", { day: t(e.since) }) : this.t("period.until", { day: t(n ?? "") });
	}
	list() {
		return this.error ? i`<div class="note bad" role="alert">${l("alert")}
        <div class="grow"><p>${this.error}</p></div>
        <button @click=${() => this.load()}>${this.t("again")}</button>
      </div>` : this.loading && !this.sightings.length ? i`<div aria-busy="true" aria-label=${this.t("loading")}>
        ${[
			1,
			2,
			3,
			4,
			5
		].map(() => i`<div class="waiting"></div>`)}
      </div>` : this.sightings.length ? i`<placa-virtual
      .rows=${this.arranged()}
      .row=${(e) => this.row(e)}
      .scroller=${this.scroller}
      @near-end=${this.more}
    ></placa-virtual>` : i`<div class="empty">${l("car", 56)}<p>${this.t("history.none")}</p></div>`;
	}
	arranged() {
		let e = this.look === "line" ? 1 : Math.max(1, Math.floor((this.width + V) / 252)), t = (this.width - (e - 1) * V) / e, n = this.look === "line" ? Ee : Math.round(t * .625 + 70 + V), r = [], i = "", a = [];
		for (let t of this.sightings) {
			let o = this.format.dayOf(t.first_seen);
			o !== i && (i = o, a = [], r.push({
				key: i,
				height: De,
				day: i
			})), !a.length || a.length === e ? (a = [t], r.push({
				key: t.sighting_id,
				height: n,
				sightings: a
			})) : a.push(t);
		}
		return r;
	}
	row(e) {
		if ("day" in e) return i`<h3>${this.format.localDay(e.day)}</h3>`;
		if (this.look === "line") return i`<div class="line">
        <placa-tile look="line" style="height:100%" .app=${this.app} .sighting=${e.sightings[0]}></placa-tile>
      </div>`;
		let t = Math.max(1, Math.floor((this.width + V) / 252));
		return i`<div class="tiles" style="grid-template-columns:repeat(${t},minmax(0,1fr))">
      ${e.sightings.map((e) => i`<placa-tile .app=${this.app} .sighting=${e}></placa-tile>`)}
    </div>`;
	}
	narrow(e) {
		let t = {
			...this.filter,
			...e
		};
		for (let [e, n] of Object.entries(t)) (n === "" || n === !1 || Array.isArray(n) && !n.length) && delete t[e];
		this.go("history", null, t, !0);
	}
	async load() {
		let e = this.asked;
		this.loading = !0, this.error = null, this.sightings = [];
		try {
			let [t, n] = await Promise.all([this.app.api.sightings(this.filter, Te), this.app.api.summary(this.filter)]);
			if (e !== this.asked) return;
			this.sightings = t.sightings, this.next = t.next, this.summary = n;
		} catch (t) {
			e === this.asked && (this.error = a(t));
		} finally {
			e === this.asked && (this.loading = !1);
		}
	}
	measure() {
		let e = getComputedStyle(this);
		this.width = this.clientWidth - parseFloat(e.paddingLeft || "0") - parseFloat(e.paddingRight || "0");
	}
};
b([o({ attribute: !1 })], H.prototype, "scroller", void 0), b([v()], H.prototype, "sightings", void 0), b([v()], H.prototype, "next", void 0), b([v()], H.prototype, "summary", void 0), b([v()], H.prototype, "loading", void 0), b([v()], H.prototype, "error", void 0), b([v()], H.prototype, "look", void 0), b([v()], H.prototype, "filters", void 0), b([v()], H.prototype, "exporting", void 0), b([v()], H.prototype, "width", void 0);
function U(e, t) {
	return (/* @__PURE__ */ new Date(Date.parse(`${e}T00:00:00Z`) - t * ke)).toISOString().slice(0, 10);
}
function je(e) {
	let t = `${e.slice(0, 7)}-01`;
	return {
		since: `${U(t, 1).slice(0, 7)}-01T00:00:00`,
		until: `${t}T00:00:00`
	};
}
y("placa-history", H);
var W = class extends g {
	constructor(...e) {
		super(...e), this.filter = {}, this.count = 0, this.reason = "", this.kind = "csv", this.busy = !1, this.fetch = async () => {
			this.busy = !0;
			let e = await this.attempt(async () => {
				let { path: e } = await this.app.api.exportSightings(this.filter, this.kind, this.reason.trim()), t = document.createElement("a");
				t.href = e, t.download = "", document.body.append(t), t.click(), t.remove();
			});
			this.busy = !1, e && this.dispatchEvent(new CustomEvent("closed"));
		};
	}
	static {
		this.styles = [h, u];
	}
	render() {
		return i`<placa-dialog .heading=${this.t("export.title")} .closeLabel=${this.t("close")}>
      <p>${this.t("export.what", { count: this.count })}</p>
      <div role="radiogroup" aria-label=${this.t("export.format")}>
        ${[
			"csv",
			"json",
			"zip"
		].map((e) => i`<label class="check">
            <input type="radio" name="format" .checked=${this.kind === e} @change=${() => this.kind = e} />
            ${this.t(`export.${e}`)}
          </label>`)}
      </div>
      <label class="field">
        ${this.t("export.reason")}
        <input maxlength="500" .value=${this.reason}
          @input=${(e) => this.reason = e.target.value} />
      </label>
      <p class="muted">${this.t("export.recorded")}</p>
      <button slot="actions" class="main" ?disabled=${!this.reason.trim() || this.busy} @click=${this.fetch}>
        ${l("download", 20)} ${this.t("history.export")}
      </button>
    </placa-dialog>`;
	}
};
b([o({ attribute: !1 })], W.prototype, "filter", void 0), b([o({ attribute: !1 })], W.prototype, "count", void 0), b([v()], W.prototype, "reason", void 0), b([v()], W.prototype, "kind", void 0), b([v()], W.prototype, "busy", void 0), y("placa-export", W);
// src/views/pass-form.ts
var G = 36e5, K = class extends g {
	constructor(...e) {
		super(...e), this.plates = [], this.name = "", this.plate = "", this.until = "tonight", this.other = "", this.once = !1, this.doors = null, this.error = null, this.alike = !1, this.sure = !1, this.made = !1, this.busy = !1, this.save = async () => {
			this.busy = !0, this.error = null;
			try {
				await this.app.api.createPass({
					name: this.name.trim() || this.t("pass.guest", { plate: this.plate.trim().toUpperCase() }),
					plates: [this.plate.trim()],
					expires: this.expires.toISOString(),
					doors: [...this.doors ?? []],
					...this.once ? { uses: 1 } : {}
				}, this.sure), this.made = !0;
			} catch (e) {
				this.alike = e.translation_key === "plates_too_alike", this.error = this.alike ? null : a(e);
			} finally {
				this.busy = !1;
			}
		}, this.share = async () => {
			navigator.share ? await navigator.share({ text: this.text }).catch(() => void 0) : await this.attempt(() => navigator.clipboard.writeText(this.text), this.t("pass.copied")), this.dispatchEvent(new CustomEvent("closed"));
		};
	}
	static {
		this.styles = [
			h,
			u,
			e`
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .choices button[aria-pressed="true"] {
        background: var(--tint);
        border-color: var(--link);
        color: var(--link);
      }
      .plate input {
        text-transform: uppercase;
        font-family: var(--ha-font-family-code, "Roboto Mono", monospace);
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        padding: 0 0 6px;
        font-size: 12.5px;
        color: var(--muted);
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback(), this.plate = this.plates[0] ?? "", this.doors = new Set(this.app.overview.doors.map((e) => e.door_id));
	}
	render() {
		return this.made ? this.message() : this.form();
	}
	form() {
		return i`<placa-dialog .heading=${this.t("pass.add")} .closeLabel=${this.t("close")}>
      <label class="field plate">
        ${this.t("vehicle.plate")}
        <input dir="ltr" autocomplete="off" spellcheck="false" maxlength="40" .value=${this.plate}
          @input=${(e) => this.plate = e.target.value} />
      </label>
      <label class="field">
        ${this.t("pass.name")}
        <input maxlength="100" .value=${this.name} placeholder=${this.t("pass.name_example")}
          @input=${(e) => this.name = e.target.value} />
      </label>
      <fieldset>
        <legend>${this.t("pass.until")}</legend>
        <div class="choices">
          ${[
			"two_hours",
			"evening",
			"tonight",
			"week",
			"other"
		].map((e) => i`<button aria-pressed=${this.until === e} @click=${() => this.until = e}>
              ${this.t(`pass.${e}`)}
            </button>`)}
        </div>
        ${this.until === "other" ? i`<input style="margin-top:8px" type="datetime-local" aria-label=${this.t("pass.until")} .value=${this.other}
              @change=${(e) => this.other = e.target.value} />` : n}
      </fieldset>
      <fieldset>
        <legend>${this.t("pass.opens")}</legend>
        ${this.app.overview.doors.map((e) => i`<label class="check">
            <input type="checkbox" .checked=${this.doors?.has(e.door_id) ?? !1}
              @change=${(t) => this.choose(e.door_id, t.target.checked)} />
            ${e.name}
          </label>`)}
      </fieldset>
      <label class="check">
        <input type="checkbox" .checked=${this.once} @change=${(e) => this.once = e.target.checked} />
        ${this.t("pass.once")}
      </label>
      ${this.error ? i`<p class="note bad" role="alert">${l("alert")} <span>${this.error}</span></p>` : n}
      ${this.alike ? i`<label class="check note warn">
            <input type="checkbox" .checked=${this.sure} @change=${(e) => this.sure = e.target.checked} />
            <span>${this.t("vehicle.alike_sure")}</span>
          </label>` : n}
      <button slot="actions" class="main" ?disabled=${this.busy || !this.plate.trim() || this.alike && !this.sure} @click=${this.save}>
        ${l("check", 20)} ${this.t("pass.make")}
      </button>
    </placa-dialog>`;
	}
	message() {
		return i`<placa-dialog .heading=${this.t("pass.made")} .closeLabel=${this.t("close")}>
      <p>${this.t("pass.send")}</p>
      <textarea readonly rows="4" aria-label=${this.t("pass.text")} .value=${this.text}></textarea>
      <button slot="actions" class="main" @click=${this.share}>${l("copy", 20)} ${this.t("pass.copy")}</button>
    </placa-dialog>`;
	}
	get expires() {
		let e = /* @__PURE__ */ new Date();
		switch (this.until) {
			case "two_hours": return new Date(e.getTime() + 2 * G);
			case "evening": {
				let t = new Date(e);
				return t.setHours(17, 0, 0, 0), t <= e && t.setDate(t.getDate() + 1), t;
			}
			case "tonight": {
				let t = new Date(e);
				return t.setHours(23, 59, 0, 0), t;
			}
			case "week": return new Date(e.getTime() + 168 * G);
			case "other": return new Date(this.other || e.getTime() + G);
		}
	}
	get text() {
		let e = this.app.overview.doors.filter((e) => this.doors?.has(e.door_id));
		return this.t(this.once ? "pass.message_once" : "pass.message", {
			plate: this.plate.trim().toUpperCase(),
			doors: this.format.list(e.map((e) => e.name)),
			until: this.format.moment(this.expires.toISOString())
		});
	}
	choose(e, t) {
		let n = new Set(this.doors);
		t ? n.add(e) : n.delete(e), this.doors = n;
	}
};
b([o({ attribute: !1 })], K.prototype, "plates", void 0), b([v()], K.prototype, "name", void 0), b([v()], K.prototype, "plate", void 0), b([v()], K.prototype, "until", void 0), b([v()], K.prototype, "other", void 0), b([v()], K.prototype, "once", void 0), b([v()], K.prototype, "doors", void 0), b([v()], K.prototype, "error", void 0), b([v()], K.prototype, "alike", void 0), b([v()], K.prototype, "sure", void 0), b([v()], K.prototype, "made", void 0), b([v()], K.prototype, "busy", void 0), y("placa-pass-form", K);
// src/views/now.ts
var Me = class extends g {
	constructor(...e) {
		super(...e), this.welcoming = !1;
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 360px;
        gap: 24px;
        align-items: start;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(230px, 100%), 1fr));
        gap: 14px;
      }
      .cameras {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 460px));
        gap: 14px;
      }
      .camera {
        padding: 0;
        overflow: hidden;
        color: inherit;
        text-decoration: none;
        display: block;
      }
      .camera placa-picture {
        aspect-ratio: 16 / 9;
        border-radius: 0;
      }
      .over {
        position: absolute;
        inset-inline: 10px;
        inset-block-end: 10px;
        display: flex;
        justify-content: space-between;
        align-items: end;
        gap: 8px;
      }
      .over .chip {
        background: var(--surface);
      }
      .camera .words {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 10px 12px;
      }
      .side {
        display: grid;
        gap: 16px;
      }
      .side section + section {
        margin-top: 4px;
      }
      .door,
      .vehicle {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 12px 0;
        border-top: 1px solid var(--line);
        color: inherit;
        text-decoration: none;
      }
      .door:first-of-type,
      .vehicle:first-of-type {
        border-top: 0;
      }
      .side .card {
        padding: 4px 16px;
      }
      .badge {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--muted);
        flex: none;
      }
      .badge.good {
        background: color-mix(in srgb, var(--good) 15%, var(--surface));
        color: var(--good);
      }
      .badge.accent {
        background: var(--tint);
        color: var(--link);
      }
      .name {
        font-weight: 600;
      }
      .small {
        font-size: 12.5px;
        color: var(--muted);
      }
      .waiting {
        border: 2px solid var(--warn);
        padding: 14px 16px !important;
        display: grid;
        gap: 10px;
      }
      .live {
        margin-bottom: 24px;
      }
      .dot {
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--bad);
        animation: pulse 1.4s infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.25;
        }
      }
      .section-head {
        margin-bottom: 10px;
      }
      .main {
        display: grid;
        gap: 26px;
        grid-template-columns: minmax(0, 1fr);
      }
      @media (max-width: 1000px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `
		];
	}
	render() {
		let { overview: e } = this.app;
		return i`
      <div class="layout">
        <div class="main">
          ${e.live.length ? this.live() : n}
          <section aria-labelledby="cameras">
            <div class="section-head"><h2 id="cameras" class="grow">${this.t("now.cameras")}</h2></div>
            <div class="cameras">
              ${_(e.cameras, (e) => e.camera_id, (e) => this.camera(e))}
            </div>
          </section>
          ${this.recent()}
        </div>
        <div class="side">
          ${e.doors.filter((e) => e.waiting).map((e) => this.waiting(e))}
          ${e.doors.length ? i`<section aria-labelledby="doors">
                <div class="section-head"><h2 id="doors">${this.t("now.doors")}</h2></div>
                <div class="card">${e.doors.map((e) => this.door(e))}</div>
              </section>` : n}
          ${e.vehicles.length ? i`<section aria-labelledby="home">
                <div class="section-head">
                  <h2 id="home" class="grow">${this.t("now.who")}</h2>
                  ${this.may("household") && e.doors.length ? i`<button @click=${() => this.welcoming = !0}>${l("guest", 20)} ${this.t("pass.add")}</button>` : n}
                </div>
                <div class="card">${this.vehicles.map((e) => this.vehicle(e))}</div>
              </section>` : n}
        </div>
      </div>
      ${this.welcoming ? i`<placa-pass-form .app=${this.app} @closed=${() => this.welcoming = !1}></placa-pass-form>` : n}
    `;
	}
	get vehicles() {
		let e = {
			here: 0,
			away: 1,
			unknown: 2
		};
		return [...this.app.overview.vehicles].sort((t, n) => e[t.whereabouts] - e[n.whereabouts] || (n.last_seen ?? "").localeCompare(t.last_seen ?? "") || t.name.localeCompare(n.name));
	}
	live() {
		let { live: e } = this.app.overview;
		return i`<section aria-labelledby="live" aria-live="polite">
      <div class="section-head">
        <span class="dot"></span>
        <h2 id="live">${this.t("now.in_view", { count: e.length })}</h2>
      </div>
      <div class="tiles">
        ${_(e, (e) => e.sighting_id, (e) => i`<placa-tile .app=${this.app} .sighting=${e}></placa-tile>`)}
      </div>
    </section>`;
	}
	recent() {
		let { recent: e } = this.app.overview, t = m("history");
		return i`<section aria-labelledby="recent">
      <div class="section-head">
        <h2 id="recent" class="grow">${this.t("now.recent")}</h2>
        <a href=${t.path} @click=${t.click}>${this.t("now.all")}</a>
      </div>
      ${e.length ? i`<div class="tiles">
            ${_(e, (e) => e.sighting_id, (e) => i`<placa-tile .app=${this.app} .sighting=${e}></placa-tile>`)}
          </div>` : i`<div class="note">${l("car")}<p>${this.t("now.nothing")}</p></div>`}
    </section>`;
	}
	camera(e) {
		let t = e.latest, r = m("cameras", e.camera_id);
		return i`<a class="card camera" href=${r.path} @click=${r.click}>
      <placa-picture .path=${t?.pictures?.frame ?? null} .label=${t ? this.t("now.newest", { camera: e.name }) : ""}>
        <div class="over">
          ${f(this.app, e)}
          ${t ? i`<span class="chip">${this.format.ago(t.last_seen)}</span>` : n}
        </div>
      </placa-picture>
      <div class="words">
        <span class="name grow one-line">${e.name}</span>
        ${t ? t.whom ? i`<span class="one-line">${ee(t)}</span>` : i`<placa-plate .text=${t.text}></placa-plate>` : i`<span class="muted">${this.t("now.nobody_yet")}</span>`}
      </div>
    </a>`;
	}
	door(e) {
		let t = m("doors", e.door_id);
		return i`<a class="door" href=${t.path} @click=${t.click}>
      <span class="badge ${e.mode === "armed" ? "good" : e.mode === "shadow" ? "accent" : ""}">
        ${l(e.state === "open" || e.state === "unlocked" ? "granted" : "door")}
      </span>
      <span class="grow">
        <span class="row"><span class="name one-line">${e.name}</span> ${ae(this.app, e.mode)}</span>
        <span class="small">
          ${e.last ? i`${this.t(`decided.${e.last.verdict}`, { whom: e.last.whom ?? this.t("whom.gone") })}
              ${e.last.verdict === "refused" && e.last.because ? i`– ${e.last.because}` : n}
              · ${this.format.ago(e.last.at)}` : this.t("door.undecided")}
        </span>
      </span>
    </a>`;
	}
	vehicle(e) {
		let t = m("vehicles", e.vehicle_id), n = e.whereabouts === "here";
		return i`<a class="vehicle" href=${t.path} @click=${t.click}>
      <span class="badge ${n ? "good" : ""}">${l(n ? "here" : e.whereabouts === "away" ? "away" : "car")}</span>
      <span class="grow">
        <span class="name one-line">${e.name}</span><br />
        <span class="small">
          ${this.t(`whereabouts.${e.whereabouts}`)}${e.since && e.whereabouts !== "unknown" ? ` · ${this.format.ago(e.since)}` : e.last_seen ? ` · ${this.t("vehicle.seen", { when: this.format.ago(e.last_seen) })}` : ""}
        </span>
      </span>
    </a>`;
	}
	waiting(e) {
		let t = e.waiting;
		return i`<section class="card waiting" role="alert">
      <div class="row">
        ${p(this.app, "awaiting")}
        <span class="grow"></span>
        <span class="small">${this.format.ago(t.since)}</span>
      </div>
      <p>${this.t("door.waits", {
			whom: t.whom,
			door: e.name
		})}</p>
      ${this.may("confirm") ? i`<div class="actions">
            <button class="main" @click=${() => this.attempt(() => this.app.api.confirm(e.door_id, !0))}>
              ${l("granted", 20)} ${this.t("door.open_now", { door: e.name })}
            </button>
            <button @click=${() => this.attempt(() => this.app.api.confirm(e.door_id, !1))}>
              ${this.t("door.do_not_open")}
            </button>
          </div>` : n}
    </section>`;
	}
};
b([v()], Me.prototype, "welcoming", void 0), y("placa-now", Me);
// src/components/erase.ts
var q = class extends g {
	constructor(...e) {
		super(...e), this.what = "", this.reason = "", this.busy = !1, this.erase = async () => {
			this.busy = !0;
			let e = await this.attempt(() => this.act(this.reason.trim()), this.t("erase.done"));
			this.busy = !1, e && (this.dispatchEvent(new CustomEvent("erased")), this.dispatchEvent(new CustomEvent("closed")));
		};
	}
	static {
		this.styles = [h, u];
	}
	render() {
		return i`<placa-dialog .heading=${this.t("erase.title")} .closeLabel=${this.t("close")}>
      <p class="note bad">${l("alert")} <span>${this.what}</span></p>
      <label class="field">
        ${this.t("erase.reason")}
        <input maxlength="500" .value=${this.reason}
          @input=${(e) => this.reason = e.target.value} />
      </label>
      <p class="muted">${this.t("erase.recorded")}</p>
      <button slot="actions" class="danger" ?disabled=${!this.reason.trim() || this.busy} @click=${this.erase}>
        ${l("erase", 20)} ${this.t("erase.do")}
      </button>
    </placa-dialog>`;
	}
};
b([o()], q.prototype, "what", void 0), b([o({ attribute: !1 })], q.prototype, "act", void 0), b([v()], q.prototype, "reason", void 0), b([v()], q.prototype, "busy", void 0), y("placa-erase", q);
// src/views/plate.ts
var J = class extends g {
	constructor(...e) {
		super(...e), this.plate = null, this.error = null, this.doing = null, this.erasure = null, this.receipt = null, this.asked = null, this.prepare = async () => {
			await this.attempt(async () => {
				this.erasure = await this.app.api.eraseCount(this.plate.text), this.doing = "erase";
			});
		};
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .title {
        display: flex;
        flex-wrap: wrap;
        gap: 14px;
        align-items: center;
        margin-bottom: 18px;
      }
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 12px;
      }
      .facts .card {
        padding: 12px 16px;
      }
      .big {
        font-size: 22px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .charts {
        display: grid;
        gap: 16px;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      }
      .charts .card {
        display: grid;
        gap: 10px;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(220px, 100%), 1fr));
        gap: 14px;
      }
      @media (max-width: 800px) {
        .charts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `
		];
	}
	willUpdate(e) {
		e.has("app") && this.app.place.what !== this.asked && (this.asked = this.app.place.what, this.plate = null, this.load());
	}
	render() {
		if (this.receipt) return i`<div class="note">${l("ok")}<p>${this.receipt}</p></div>`;
		if (this.error) return i`<div class="note bad" role="alert">${l("alert")}<p>${this.error}</p></div>`;
		let { plate: e } = this;
		return e ? i`<div>
      <div class="title">
        <placa-plate large .text=${e.text}></placa-plate>
        <h1>${e.whom?.name ?? this.t("sighting.stranger")}</h1>
        ${oe(this.app, e.whom)}
      </div>
      <div class="stack">
        <div class="facts">
          ${this.fact("plate.seen", this.t("times", { count: e.count }))}
          ${this.fact("plate.first", e.first_seen ? this.format.date(e.first_seen) : "–")}
          ${this.fact("plate.last", e.last_seen ? this.format.ago(e.last_seen) : "–")}
          ${this.fact("plate.pictures", this.format.number(e.pictures))}
          ${this.fact("plate.decisions", this.format.number(e.decisions))}
        </div>
        <div class="actions">
          ${this.may("household") && !e.whom ? i`<button @click=${() => this.doing = "add"}>${l("add", 20)} ${this.t("sighting.add")}</button>
                <button @click=${() => this.doing = "pass"}>${l("guest", 20)} ${this.t("sighting.pass")}</button>` : n}
          ${this.may("search") ? i`<button @click=${() => this.doing = "export"}>${l("download", 20)} ${this.t("plate.kit")}</button>` : n}
          ${this.app.overview.admin ? i`<button class="danger" @click=${this.prepare}>${l("erase", 20)} ${this.t("plate.erase")}</button>` : n}
        </div>
        ${e.near.length ? i`<section class="note warn">
              ${l("alert")}
              <div>
                <p>${this.t("plate.near")}</p>
                ${e.near.map((e) => i`<div class="row" style="margin-top:6px">
                    <placa-plate .text=${e.text}></placa-plate>
                    <span class="muted">${e.whom ?? this.t("times", { count: e.count ?? 0 })}</span>
                  </div>`)}
              </div>
            </section>` : n}
        <div class="charts">
          <section class="card">
            <h2>${this.t("history.ribbon")}</h2>
            <placa-ribbon .app=${this.app} .name=${this.t("history.ribbon")} .bars=${xe(this.format, e.days)} .marks=${Se(this.format, e.days)}
              @bar=${(t) => this.go("history", null, {
			text: e.text,
			...t.detail ? { day: t.detail } : {}
		})}
            ></placa-ribbon>
          </section>
          <section class="card">
            <h2>${this.t("history.heat")}</h2>
            <placa-heat still .app=${this.app} .hours=${e.hours}></placa-heat>
          </section>
        </div>
        <section>
          <div class="section-head"><h2>${this.t("plate.newest")}</h2></div>
          <div class="tiles">
            ${e.sightings.map((e) => i`<placa-tile .app=${this.app} .sighting=${e}></placa-tile>`)}
          </div>
        </section>
      </div>
      ${this.dialogs(e)}
    </div>` : i`<p class="muted" aria-busy="true">${this.t("loading")}</p>`;
	}
	fact(e, t) {
		return i`<div class="card"><div class="muted">${this.t(e)}</div><div class="big">${t}</div></div>`;
	}
	dialogs(e) {
		let t = () => this.doing = null;
		switch (this.doing) {
			case "add": return i`<placa-vehicle-form .app=${this.app} .plates=${[e.text]} @closed=${t}></placa-vehicle-form>`;
			case "pass": return i`<placa-pass-form .app=${this.app} .plates=${[e.text]} @closed=${t}></placa-pass-form>`;
			case "export": return i`<placa-export .app=${this.app} .filter=${{ text: e.text }} .count=${e.count} @closed=${t}></placa-export>`;
			case "erase": return i`<placa-erase
          .app=${this.app}
          .what=${this.t("erase.plate", {
				sightings: this.t("count.sightings", { count: this.erasure?.sightings ?? 0 }),
				pictures: this.t("count.pictures", { count: this.erasure?.pictures ?? 0 })
			})}
          .act=${async (t) => {
				let n = await this.app.api.erasePlate(e.text, t);
				this.receipt = this.t("erase.receipt", {
					sightings: this.t("count.sightings", { count: n.sightings }),
					when: this.format.moment((/* @__PURE__ */ new Date()).toISOString())
				});
			}}
          @closed=${t}
        ></placa-erase>`;
			default: return n;
		}
	}
	async load() {
		this.error = null;
		let e = this.asked;
		if (e) try {
			let t = await this.app.api.plate(e);
			e === this.asked && (this.plate = t);
		} catch (t) {
			e === this.asked && (this.error = a(t));
		}
	}
};
b([v()], J.prototype, "plate", void 0), b([v()], J.prototype, "error", void 0), b([v()], J.prototype, "doing", void 0), b([v()], J.prototype, "erasure", void 0), b([v()], J.prototype, "receipt", void 0), y("placa-plate-view", J);
// src/api/types.ts
var Ne = [
	"live",
	"history",
	"strangers",
	"pictures",
	"search",
	"household",
	"arm",
	"confirm"
], Pe = [
	"panel",
	"media_browser",
	"image_entity",
	"integration_token",
	"viewer_token"
], Fe = [
	"looked",
	"searched",
	"exported",
	"erased",
	"corrected"
], Y = class extends g {
	constructor(...e) {
		super(...e), this.privacy = null, this.audits = null, this.error = null, this.more = async () => {
			await this.attempt(async () => {
				let e = await this.app.api.audits(this.audits.next);
				this.audits = {
					...e,
					audits: [...this.audits.audits, ...e.audits]
				};
			});
		};
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 12px;
      }
      .facts .card {
        padding: 12px 16px;
      }
      .big {
        font-size: 22px;
        font-weight: 600;
      }
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
        gap: 20px;
        align-items: start;
        margin-top: 20px;
      }
      .entry {
        display: grid;
        grid-template-columns: 36px minmax(0, 1fr) auto;
        gap: 4px 12px;
        padding: 11px 0;
        border-top: 1px solid var(--line);
      }
      .entry .icon {
        color: var(--muted);
        grid-row: span 2;
      }
      .entry .small:not(time) {
        grid-column: 2 / -1;
      }
      .small {
        font-size: 12.5px;
        color: var(--muted);
        overflow-wrap: anywhere;
      }
      .table {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 13px;
      }
      th,
      td {
        padding: 8px 6px;
        border-bottom: 1px solid var(--line);
        text-align: center;
        vertical-align: bottom;
      }
      th:first-child,
      td:first-child {
        text-align: start;
      }
      th {
        font-weight: 500;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.2;
        min-width: 58px;
      }
      td input {
        display: block;
        margin: auto !important;
      }
      .leak {
        display: grid;
        grid-template-columns: 24px 1fr;
        gap: 10px;
        padding: 10px 0;
        border-top: 1px solid var(--line);
      }
      .notice {
        display: none;
      }
      @media (max-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media print {
        :host > :not(.notice) {
          display: none !important;
        }
        .notice {
          display: block;
          font-size: 20px;
          color: #000;
          text-align: center;
          padding: 20mm;
        }
        .notice .icon {
          margin: auto;
        }
        .notice h1 {
          font-size: 42px;
          margin: 10mm 0;
        }
        .notice p {
          margin: 6mm 0;
        }
      }
    `
		];
	}
	connectedCallback() {
		super.connectedCallback(), this.load();
	}
	render() {
		if (!this.app.overview.admin) return i`<div class="note">${l("privacy")}<p>${this.t("privacy.admins")}</p></div>`;
		if (this.error) return i`<div class="note bad" role="alert">${l("alert")}<p>${this.error}</p></div>`;
		let { privacy: e } = this;
		return e ? i`
      <section>
        <div class="section-head">
          <h1 class="grow">${this.t("privacy.title")}</h1>
          <button @click=${() => window.print()}>${l("print", 20)} ${this.t("privacy.notice")}</button>
        </div>
        ${this.stored(e)}
      </section>
      <div class="layout">
        ${this.looks()}
        <div class="stack">${this.rights(e)} ${this.leaks(e)}</div>
      </div>
      ${this.notice(e)}
    ` : i`<p class="muted" aria-busy="true">${this.t("loading")}</p>`;
	}
	stored(e) {
		let { storage: t } = e;
		if (!t) return i`<p class="muted">${this.t("privacy.engine_away")}</p>`;
		let n = (e) => this.t("days", { count: e });
		return i`<div class="facts">
        ${this.fact("privacy.sightings", this.format.number(t.sightings), t.oldest ? this.t("privacy.since", { date: this.format.date(t.oldest) }) : "")}
        ${this.fact("privacy.pictures", this.format.number(t.pictures), this.format.bytes(t.picture_bytes))}
        ${this.fact("privacy.disk", this.format.bytes(t.bytes), this.t("privacy.disk_of", {
			pictures: this.format.bytes(t.picture_bytes),
			database: this.format.bytes(t.database_bytes)
		}))}
        ${this.fact("privacy.left", this.format.bytes(t.left_bytes), this.t("privacy.left_what"))}
        ${this.fact("privacy.known", n(t.known_days), this.t("privacy.then_erased"))}
        ${this.fact("privacy.unknown", n(t.unknown_days), this.t("privacy.then_erased"))}
        ${this.fact("privacy.picture_days", n(t.picture_days), this.t("privacy.then_erased"))}
      </div>
      <p class="muted" style="margin-top:10px">${this.t("privacy.where")}</p>`;
	}
	fact(e, t, n) {
		return i`<div class="card">
      <div class="muted">${this.t(e)}</div>
      <div class="big">${t}</div>
      <div class="small">${n}</div>
    </div>`;
	}
	looks() {
		let { audits: e } = this;
		return i`<section class="card" aria-labelledby="looked">
      <div class="section-head">
        <h2 id="looked" class="grow">${this.t("privacy.looked")}</h2>
        ${e ? e.intact ? i`<span class="chip good">${l("ok", 15)} ${this.t("privacy.intact")}</span>` : i`<span class="chip bad">${l("alert", 15)} ${this.t("privacy.broken")}</span>` : n}
      </div>
      ${Ie(e?.audits ?? []).map(({ audit: e, times: t }) => this.audit(e, t))}
      ${e?.next ? i`<button @click=${this.more}>${this.t("doors.earlier")}</button>` : n}
    </section>`;
	}
	audit(e, t) {
		let r = Fe.find((t) => t === e.action), a = {
			looked: "eye",
			searched: "search",
			exported: "download",
			erased: "erase",
			corrected: "edit"
		}, o = e.sighting_id ? m("sighting", e.sighting_id) : null;
		return i`<div class="entry">
      ${l(r ? a[r] : "eye", 22)}
      <span>
        <b>${e.who ?? this.t("privacy.automation")}</b>
        ${this.t(`audit.${r ?? "looked"}`)}
        ${t > 1 ? this.t("times", { count: t }) : n}
        ${e.count === null ? n : this.t("count.sightings", { count: e.count })}
        ${o ? i`<a href=${o.path} @click=${o.click}>${this.t("audit.this")}</a>` : n}
      </span>
      <time class="small" datetime=${e.at}>${this.format.ago(e.at)}</time>
      <span class="small">${[Pe.includes(e.reason) ? this.t(`audit.${e.reason}`) : e.reason, ...e.scope].filter(Boolean).join(" · ")}</span>
    </div>`;
	}
	rights(e) {
		return i`<section class="card" aria-labelledby="rights">
      <h2 id="rights">${this.t("rights.title")}</h2>
      <p class="muted" style="margin:4px 0 8px">${this.t("rights.what")}</p>
      <div class="table" tabindex="0" role="group" aria-labelledby="rights">
        <table>
          <thead>
            <tr><th>${this.t("rights.who")}</th>${Ne.map((e) => i`<th scope="col">${this.t(`right.${e}`)}</th>`)}</tr>
          </thead>
          <tbody>
            ${e.users.map((e) => i`<tr>
                <td>${e.name} ${e.admin ? i`<span class="chip">${this.t("rights.admin")}</span>` : n}</td>
                ${Ne.map((t) => i`<td>
                    <input
                      type="checkbox"
                      aria-label="${e.name}: ${this.t(`right.${t}`)}"
                      .checked=${e.admin || e.rights.includes(t)}
                      ?disabled=${e.admin}
                      @change=${(n) => this.allow(e.user_id, t, n.target.checked)}
                    />
                  </td>`)}
              </tr>`)}
          </tbody>
        </table>
      </div>
    </section>`;
	}
	leaks(e) {
		return i`<section class="card" aria-labelledby="leaks">
      <h2 id="leaks">${this.t("leaks.title")}</h2>
      <p class="muted" style="margin:4px 0 8px">${this.t("leaks.what")}</p>
      ${e.leaks.map((e) => i`<div class="leak">
          ${e.active ? l("alert", 22) : l("ok", 22)}
          <div>
            <b>${this.t(`leak.${e.place}`)}</b>
            <div class="small">${this.t(`leak.${e.place}.${e.active ? "open" : "closed"}`)}</div>
          </div>
        </div>`)}
    </section>`;
	}
	notice(e) {
		let { storage: t } = e;
		return i`<div class="notice" aria-hidden="true">
      ${l("camera", 96)}
      <h1>${this.t("notice.title")}</h1>
      <p>${this.t("notice.what")}</p>
      ${t ? i`<p>${this.t("notice.kept", {
			unknown: t.unknown_days,
			pictures: t.picture_days
		})}</p>` : n}
      <p>${this.t("notice.stays")}</p>
      <p>${this.t("notice.contact")} ______________________________</p>
    </div>`;
	}
	async allow(e, t, n) {
		let r = this.privacy.users.find((t) => t.user_id === e), i = n ? [...r.rights, t] : r.rights.filter((e) => e !== t);
		await this.attempt(() => this.app.api.setRights(e, i), this.t("rights.saved")), await this.load();
	}
	async load() {
		if (this.app.overview.admin) try {
			[this.privacy, this.audits] = await Promise.all([this.app.api.privacy(), this.app.api.audits()]);
		} catch (e) {
			this.error = a(e);
		}
	}
};
b([v()], Y.prototype, "privacy", void 0), b([v()], Y.prototype, "audits", void 0), b([v()], Y.prototype, "error", void 0);
function Ie(e) {
	let t = [];
	for (let n of e) {
		let e = t[t.length - 1], r = [
			"action",
			"who",
			"reason",
			"sighting_id",
			"count"
		].every((t) => e?.audit[t] === n[t]);
		e && r && e.audit.scope.join() === n.scope.join() ? e.times += 1 : t.push({
			audit: n,
			times: 1
		});
	}
	return t;
}
y("placa-privacy", Y);
// src/components/chars.ts
var Le = .005, Re = class extends g {
	constructor(...e) {
		super(...e), this.chars = [];
	}
	static {
		this.styles = [h, e`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
        direction: ltr;
      }
      li {
        width: 58px;
        padding: 8px 4px;
        border: 1px solid var(--line);
        border-radius: 10px;
        text-align: center;
      }
      li.doubtful {
        border-color: var(--warn);
        background: color-mix(in srgb, var(--warn) 8%, var(--surface));
      }
      .char {
        font-family: var(--ha-font-family-code, "Roboto Mono", monospace);
        font-size: 26px;
        font-weight: 700;
        line-height: 1.1;
      }
      .sure {
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      .others {
        margin-top: 4px;
        padding-top: 4px;
        border-top: 1px solid var(--line);
        color: var(--muted);
        font-size: 11.5px;
        font-variant-numeric: tabular-nums;
      }
    `];
	}
	render() {
		return i`<ol>
      ${this.chars.map((e) => {
			let t = e.alternatives.filter(([t, n]) => t !== e.char && n >= Le).slice(0, 2);
			return i`<li class=${e.confidence < .9 ? "doubtful" : ""}>
          <div class="char">${e.char}</div>
          <div class="sure">${this.format.percent(e.confidence)}</div>
          ${t.length ? i`<div class="others">
                ${t.map(([e, t]) => i`<div>${e || this.t("sighting.nothing")} ${this.format.percent(t)}</div>`)}
              </div>` : n}
        </li>`;
		})}
    </ol>`;
	}
};
b([o({ attribute: !1 })], Re.prototype, "chars", void 0), y("placa-chars", Re);
// src/views/sighting.ts
var X = class extends g {
	constructor(...e) {
		super(...e), this.sighting = null, this.error = null, this.doing = null, this.correction = "", this.asked = null, this.correct = async () => {
			let { sighting: e } = this;
			e && await this.attempt(async () => {
				this.sighting = await this.app.api.correct(e.sighting_id, this.correction.trim());
			}, this.t("correct.done")) && (this.doing = null);
		};
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .layout {
        display: grid;
        grid-template-columns: minmax(0, 1.55fr) minmax(340px, 1fr);
        gap: 20px;
        align-items: start;
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
        margin-bottom: 16px;
      }
      .frame {
        --placa-fit: contain;
        border-radius: var(--radius);
      }
      .crop {
        aspect-ratio: auto;
        height: 96px;
        width: 240px;
        max-width: 100%;
        --placa-fit: contain;
        flex: none;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 7px 16px;
        margin: 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: end;
      }
      .actions button {
        flex: 1 1 auto;
      }
      placa-reasons + placa-reasons {
        margin-top: 14px;
        padding-top: 14px;
        border-top: 1px solid var(--line);
      }
      .read {
        display: flex;
        flex-wrap: wrap;
        gap: 16px;
        align-items: center;
        margin: 12px 0;
      }
      .read p {
        flex: 1 1 220px;
      }
      @media (max-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
        .layout > .stack {
          display: contents;
        }
        .what {
          order: 1;
        }
        .facts {
          order: 2;
        }
      }
    `
		];
	}
	willUpdate(e) {
		e.has("app") && this.app.place.what !== this.asked && (this.asked = this.app.place.what, this.sighting = null, this.load());
	}
	render() {
		if (this.error) return i`<div class="note bad" role="alert">${l("alert")}<p>${this.error}</p></div>`;
		let { sighting: e } = this;
		if (!e) return i`<p class="muted" aria-busy="true">${this.t("loading")}</p>`;
		let t = this.may("household");
		return i`
      <div class="title">
        <h1>${e.whom?.name ?? this.t("sighting.stranger")}</h1>
        <placa-plate large .text=${e.text} .chars=${e.read_as ? [] : e.chars}></placa-plate>
        ${oe(this.app, e.whom)}
      </div>
      <div class="layout">
        <div class="stack">
          <placa-picture
            class="frame"
            eager
            style="aspect-ratio:${e.frame_size[0]}/${e.frame_size[1]}"
            .path=${e.pictures?.frame ?? null}
            .label=${c(this.app, e)}
            .box=${e.state === "ended" ? e.box : null}
            .size=${e.frame_size}
          ></placa-picture>
          <section class="card what">
            <h2>${this.t("sighting.read")}</h2>
            <div class="read">
              <placa-picture class="crop" eager .path=${e.pictures?.crop ?? null} .label=${this.t("sighting.crop")}></placa-picture>
              <p class="muted grow">${this.t("sighting.voted", {
			frames: e.frames,
			read: e.frames_read
		})}
                ${e.second_opinion === "none" ? "" : this.t(`second.${e.second_opinion}`)}</p>
            </div>
            <placa-chars .app=${this.app} .chars=${e.chars}></placa-chars>
            ${e.read_as ? i`<p class="note" style="margin-top:12px">${l("edit")} ${this.t("sighting.read_as", { text: e.read_as })}</p>` : n}
          </section>
        </div>
        <div class="stack">
          <section class="card">
            <h2 style="margin-bottom:12px">${this.t("sighting.why")}</h2>
            ${e.decisions.length ? e.decisions.map((e) => i`<placa-reasons .app=${this.app} .decision=${e}></placa-reasons>`) : i`<p class="muted">${this.t(e.whom ? "sighting.no_door" : "sighting.no_door_stranger")}</p>`}
          </section>
          <section class="card facts">
            <dl>
              <dt>${this.t("sighting.camera")}</dt><dd>${e.camera}</dd>
              <dt>${this.t("sighting.when")}</dt><dd>${this.format.moment(e.first_seen)}</dd>
              <dt>${this.t("sighting.lasted")}</dt><dd>${this.t("seconds", { count: Math.max(1, Math.round((Date.parse(e.last_seen) - Date.parse(e.first_seen)) / 1e3)) })}</dd>
              <dt>${this.t("sighting.direction")}</dt><dd>${this.t(`direction.${e.direction}`)}</dd>
              ${e.zones.length ? i`<dt>${this.t("sighting.zones")}</dt><dd>${this.format.list(e.zones)}</dd>` : n}
              <dt>${this.t("sighting.least_sure")}</dt><dd>${this.format.percent(e.confidence)}</dd>
              <dt>${this.t("sighting.lead")}</dt><dd>${this.format.percent(e.margin)}</dd>
            </dl>
          </section>
          <section class="actions">
            <button @click=${() => this.go("plate", e.text)}>${l("search", 20)} ${this.t("sighting.everything")}</button>
            ${t && !e.whom ? i`<button @click=${() => this.doing = "add"}>${l("add", 20)} ${this.t("sighting.add")}</button>
                  <button @click=${() => this.doing = "pass"}>${l("guest", 20)} ${this.t("sighting.pass")}</button>` : n}
            ${t && e.state === "ended" ? i`<button @click=${() => this.begin("correct")}>${l("edit", 20)} ${this.t("sighting.misread")}</button>` : n}
            ${this.app.overview.admin ? i`<button class="danger" @click=${() => this.doing = "erase"}>${l("erase", 20)} ${this.t("sighting.erase")}</button>` : n}
          </section>
        </div>
      </div>
      ${this.dialogs(e)}
    `;
	}
	dialogs(e) {
		let t = () => this.doing = null;
		switch (this.doing) {
			case "add": return i`<placa-vehicle-form .app=${this.app} .plates=${[e.text]} stranger @closed=${t}></placa-vehicle-form>`;
			case "pass": return i`<placa-pass-form .app=${this.app} .plates=${[e.text]} @closed=${t}></placa-pass-form>`;
			case "erase": return i`<placa-erase
          .app=${this.app}
          .what=${this.t("erase.this")}
          .act=${(t) => this.app.api.eraseSighting(e.sighting_id, t)}
          @erased=${() => this.go("history", null, {}, !0)}
          @closed=${t}
        ></placa-erase>`;
			case "correct": return i`<placa-dialog .heading=${this.t("correct.title")} .closeLabel=${this.t("close")} @closed=${t}>
          <placa-picture class="crop" style="width:100%" .path=${e.pictures?.crop ?? null} .label=${this.t("sighting.crop")}></placa-picture>
          <label class="field">
            ${this.t("correct.text")}
            <input
              dir="ltr"
              autocapitalize="characters"
              autocomplete="off"
              spellcheck="false"
              maxlength="32"
              .value=${this.correction}
              @input=${(e) => this.correction = e.target.value}
            />
          </label>
          <p class="muted">${this.t("correct.what")}</p>
          <button slot="actions" class="main" ?disabled=${!this.correction.trim()} @click=${this.correct}>
            ${l("check", 20)} ${this.t("correct.save")}
          </button>
        </placa-dialog>`;
			default: return n;
		}
	}
	begin(e) {
		this.correction = this.sighting?.text ?? "", this.doing = e;
	}
	async load() {
		this.error = null;
		let e = this.asked;
		if (e) try {
			let t = await this.app.api.sighting(e);
			e === this.asked && (this.sighting = t);
		} catch (t) {
			e === this.asked && (this.error = a(t));
		}
	}
};
b([v()], X.prototype, "sighting", void 0), b([v()], X.prototype, "error", void 0), b([v()], X.prototype, "doing", void 0), b([v()], X.prototype, "correction", void 0), y("placa-sighting", X);
// src/views/vehicles.ts
var Z = class extends g {
	constructor(...e) {
		super(...e), this.doing = null, this.table = "", this.preview = null, this.read = async (e) => {
			let t = e.target.files?.[0];
			t && (this.table = await t.text(), await this.attempt(async () => {
				this.preview = await this.app.api.importVehicles(this.table, !0);
			}));
		}, this.carryOut = async () => {
			await this.attempt(() => this.app.api.importVehicles(this.table, !1), this.t("import.done")) && (this.doing = null, this.preview = null);
		}, this.download = () => this.attempt(async () => {
			let { table: e } = await this.app.api.exportVehicles(), t = document.createElement("a");
			t.href = URL.createObjectURL(new Blob([e], { type: "text/csv" })), t.download = "placa-vehicles.csv", t.click(), URL.revokeObjectURL(t.href);
		});
	}
	static {
		this.styles = [
			h,
			u,
			d,
			e`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .list {
        padding: 0;
        overflow: hidden;
      }
      .vehicle {
        display: grid;
        grid-template-columns: 44px minmax(140px, 1.2fr) minmax(120px, 1fr) minmax(110px, 1fr) minmax(120px, 1fr) auto;
        gap: 14px;
        align-items: center;
        padding: 12px 8px 12px 16px;
        border-top: 1px solid var(--line);
      }
      .vehicle:first-child {
        border-top: 0;
      }
      .vehicle.chosen {
        background: var(--tint);
      }
      .plates {
        display: flex;
        flex-wrap: wrap;
        gap: 5px;
      }
      .plates a {
        text-decoration: none;
      }
      .name {
        font-weight: 600;
        font-size: 15px;
        overflow-wrap: anywhere;
      }
      .small {
        font-size: 12.5px;
        color: var(--muted);
      }
      .badge {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--muted);
      }
      .badge.good {
        background: color-mix(in srgb, var(--good) 15%, var(--surface));
        color: var(--good);
      }
      .warning {
        grid-column: 2 / -1;
        display: flex;
        gap: 6px;
        color: var(--warn);
        font-size: 13px;
      }
      .tools {
        display: flex;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 13px;
      }
      td,
      th {
        text-align: start;
        padding: 5px 8px 5px 0;
        border-bottom: 1px solid var(--line);
      }
      @media (max-width: 700px) {
        .head h1 {
          flex: 1 0 100%;
        }
      }
      @media (max-width: 860px) {
        .vehicle {
          grid-template-columns: 44px minmax(0, 1fr) auto;
          gap: 4px 12px;
        }
        .vehicle > .plates,
        .vehicle > .when,
        .vehicle > .doors {
          grid-column: 2 / -1;
        }
        .vehicle > .tools {
          grid-column: 3;
          grid-row: 1;
        }
      }
    `
		];
	}
	render() {
		let { vehicles: e, passes: t } = this.app.overview, r = this.may("household");
		return i`<div class="stack">
      <div class="head">
        <h1 class="grow">${this.t("vehicles.title")}</h1>
        ${r ? i`
              <button @click=${() => this.doing = "import"}>${l("upload", 20)} ${this.t("vehicles.import")}</button>
              <button @click=${this.download}>${l("download", 20)} ${this.t("vehicles.export")}</button>
              <button @click=${() => this.doing = "pass"}>${l("guest", 20)} ${this.t("pass.add")}</button>
              <button class="main" @click=${() => this.doing = "add"}>${l("add", 20)} ${this.t("vehicle.add")}</button>
            ` : n}
      </div>
      ${e.length ? i`<div class="card list" role="list">${e.map((e) => this.vehicle(e, r))}</div>` : i`<div class="note">${l("car")} <p>${this.t("vehicles.none")}</p></div>`}
      ${t.length ? i`<h2>${this.t("passes.title")}</h2>
            <div class="card list" role="list">${t.map((e) => this.pass(e, r))}</div>` : n}
      ${this.dialogs()}
    </div>`;
	}
	vehicle(e, t) {
		let r = e.whereabouts === "here", a = m("history", null, { vehicle_id: e.vehicle_id });
		return i`<div class="vehicle ${this.app.place.what === e.vehicle_id ? "chosen" : ""}" role="listitem">
      <span class="badge ${r ? "good" : ""}">${l(e.denied ? "no_car" : r ? "here" : e.whereabouts === "away" ? "away" : "car")}</span>
      <div>
        <div class="name">${e.name}</div>
        <div class="small">
          ${e.denied ? i`<span class="chip bad">${this.t("whom.denied")}</span>` : n}
          ${e.group ?? ""}
        </div>
      </div>
      <div class="plates">
        ${e.plates.map((e) => {
			let t = m("plate", e);
			return i`<a href=${t.path} @click=${t.click} aria-label=${e}><placa-plate .text=${e}></placa-plate></a>`;
		})}
      </div>
      <div class="small when">
        <div>${this.t(`whereabouts.${e.whereabouts}`)}</div>
        <a href=${a.path} @click=${a.click}>
          ${e.last_seen ? this.t("vehicle.seen", { when: this.format.ago(e.last_seen) }) : this.t("vehicle.never_seen")}
        </a>
      </div>
      <div class="small doors">
        ${e.doors.length && !e.denied ? this.t("vehicle.opens_doors", { doors: this.format.list(e.doors.map((e) => e.name)) }) : this.t("vehicle.opens_none")}
      </div>
      <div class="tools">
        ${t ? i`
              <button class="round" aria-label=${this.t("vehicle.change_one", { name: e.name })} @click=${() => this.doing = { change: e }}>
                ${l("edit", 20)}
              </button>
              <button class="round" aria-label=${this.t("vehicle.remove_one", { name: e.name })} @click=${() => this.doing = { remove: e }}>
                ${l("erase", 20)}
              </button>
            ` : n}
      </div>
      ${e.warnings.map((e) => i`<div class="warning">${l("alert", 18)} <span>${this.t(`warning.${e.kind}`, { detail: e.detail })}</span></div>`)}
    </div>`;
	}
	pass(e, t) {
		return i`<div class="vehicle" role="listitem">
      <span class="badge">${l("guest")}</span>
      <div>
        <div class="name">${e.name}</div>
        ${e.problem ? i`<span class="chip warn">${this.t(`pass.${e.problem}`)}</span>` : n}
      </div>
      <div class="plates">${e.plates.map((e) => i`<placa-plate .text=${e}></placa-plate>`)}</div>
      <div class="small when">
        <div>${this.t("pass.valid_until", { until: this.format.moment(e.expires) })}</div>
        <div>
          ${e.uses === null ? this.t("pass.used", { count: e.used }) : this.t("pass.used_of", {
			used: e.used,
			uses: e.uses
		})}
        </div>
      </div>
      <div class="small doors">
        ${e.doors.length ? this.t("vehicle.opens_doors", { doors: this.format.list(e.doors.map((e) => e.name)) }) : this.t("vehicle.opens_none")}
      </div>
      <div class="tools">
        ${t ? i`<button class="round" aria-label=${this.t("pass.end", { name: e.name })}
              @click=${() => this.attempt(() => this.app.api.removePass(e.pass_id), this.t("pass.ended", { name: e.name }))}>
              ${l("close", 20)}
            </button>` : n}
      </div>
    </div>`;
	}
	dialogs() {
		let e = () => {
			this.doing = null, this.preview = null;
		}, { doing: t } = this;
		if (t === "add") return i`<placa-vehicle-form .app=${this.app} @closed=${e}></placa-vehicle-form>`;
		if (t === "pass") return i`<placa-pass-form .app=${this.app} @closed=${e}></placa-pass-form>`;
		if (t === "import") return this.importing(e);
		if (t && "change" in t) return i`<placa-vehicle-form .app=${this.app} .vehicle=${t.change} @closed=${e}></placa-vehicle-form>`;
		if (t && "remove" in t) {
			let { vehicle_id: n, name: r } = t.remove;
			return i`<placa-dialog .heading=${this.t("vehicle.remove")} .closeLabel=${this.t("close")} @closed=${e}>
        <p>${this.t("vehicle.remove_what", { name: r })}</p>
        <button slot="actions" class="danger"
          @click=${async () => {
				await this.attempt(() => this.app.api.removeVehicle(n), this.t("vehicle.removed", { name: r })) && e();
			}}>
          ${l("erase", 20)} ${this.t("vehicle.remove")}
        </button>
      </placa-dialog>`;
		}
		return n;
	}
	importing(e) {
		let t = this.preview?.lines.some((e) => e.outcome === "refused") ?? !1;
		return i`<placa-dialog wide .heading=${this.t("vehicles.import")} .closeLabel=${this.t("close")} @closed=${e}>
      <p>${this.t("import.how")}</p>
      <code>name,plates,owner,group,denied,notes</code>
      <label class="field">
        ${this.t("import.file")}
        <input type="file" accept=".csv,text/csv,text/plain" @change=${this.read} />
      </label>
      ${this.preview ? i`<table>
            <thead><tr><th>${this.t("import.line")}</th><th>${this.t("vehicle.name")}</th><th>${this.t("import.outcome")}</th></tr></thead>
            <tbody>
              ${this.preview.lines.map((e) => i`<tr>
                  <td>${e.line}</td>
                  <td>${e.name} <span class="muted">${e.plates.join(", ")}</span></td>
                  <td>
                    ${this.t(`outcome.${e.outcome}`)}
                    ${e.reason ?? ""}${e.too_alike.length ? i` <span class="muted">${e.too_alike.join(", ")}</span>` : n}
                  </td>
                </tr>`)}
            </tbody>
          </table>` : n}
      <button slot="actions" class="main" ?disabled=${!this.preview || t} @click=${this.carryOut}>
        ${l("check", 20)} ${this.t("import.do")}
      </button>
    </placa-dialog>`;
	}
};
b([v()], Z.prototype, "doing", void 0), b([v()], Z.prototype, "table", void 0), b([v()], Z.prototype, "preview", void 0), y("placa-vehicles", Z);
// src/panel.ts
var ze = [
	{
		view: "now",
		icon: "video"
	},
	{
		view: "history",
		icon: "history"
	},
	{
		view: "vehicles",
		icon: "car"
	},
	{
		view: "doors",
		icon: "door"
	},
	{
		view: "cameras",
		icon: "camera"
	},
	{
		view: "privacy",
		icon: "privacy"
	}
], Q = 4e3, $ = class extends r {
	static {
		this.styles = [
			h,
			u,
			e`
      :host {
        display: flex;
        flex-direction: column;
        height: calc(
          100dvh - var(--safe-area-inset-top, 0px) - var(--safe-area-inset-bottom, 0px)
        );
        background: var(--ground);
        overflow: hidden;
      }
      header {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: var(--header-height, 56px);
        padding: 0 12px;
        background: var(--app-header-background-color, var(--accent));
        color: var(--app-header-text-color, #fff);
        border-bottom: var(--app-header-border-bottom, none);
        flex: none;
      }
      header h1 {
        font-size: 20px;
        font-weight: 400;
        padding-inline: 12px;
      }
      header nav {
        display: flex;
        height: var(--header-height, 56px);
        margin-inline-start: 12px;
      }
      nav a {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 0 14px;
        color: inherit;
        text-decoration: none;
        font-weight: 500;
        border-block-end: 3px solid transparent;
        border-block-start: 3px solid transparent;
        opacity: 0.8;
      }
      nav a[aria-current="page"] {
        opacity: 1;
        border-block-end-color: currentColor;
      }
      nav a:focus-visible,
      header button:focus-visible {
        outline: 2px solid currentColor;
        outline-offset: -3px;
      }
      header button.round:hover:not(:disabled) {
        background: color-mix(in srgb, currentColor 14%, transparent);
      }
      main {
        flex: 1;
        min-height: 0;
        overflow: auto;
        overflow-anchor: none;
        overscroll-behavior: contain;
      }
      nav.bottom {
        display: flex;
        flex: none;
        background: var(--surface);
        border-block-start: 1px solid var(--line);
        padding-block-end: env(safe-area-inset-bottom, 0);
      }
      nav.bottom a {
        flex: 1;
        min-width: 0;
        flex-direction: column;
        gap: 1px;
        padding: 7px 2px 6px;
        font-size: 11px;
        border: 0;
        opacity: 1;
        color: var(--muted);
      }
      nav.bottom a[aria-current="page"] {
        color: var(--link);
      }
      nav.bottom span {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .told {
        position: fixed;
        z-index: 10;
        inset-block-end: calc(24px + env(safe-area-inset-bottom, 0px));
        inset-inline-start: 50%;
        transform: translateX(-50%);
        max-width: min(560px, calc(100vw - 32px));
        padding: 12px 20px;
        border-radius: 12px;
        background: var(--text);
        color: var(--surface);
        box-shadow: 0 4px 20px rgba(0, 0, 0, 0.3);
      }
      :host(:dir(rtl)) .told {
        transform: translateX(50%);
      }
      :host([narrow]) .told {
        inset-block-end: 84px;
      }
      .told.failed {
        background: color-mix(in srgb, var(--error-color, #db4437) 60%, #000);
        color: #fff;
      }
      .message {
        margin: 24px;
      }
      .away {
        margin: 16px clamp(12px, 2.5vw, 32px) 0;
      }
    `
		];
	}
	constructor() {
		super(), this.narrow = !1, this.overview = null, this.texts = null, this.error = null, this.hash = location.hash, this.told = null, this.api = new s(() => this.hass), this.language = "", this.started = !1, this.moved = () => this.hash = location.hash, se(this, () => this.hass);
	}
	connectedCallback() {
		super.connectedCallback(), window.addEventListener("location-changed", this.moved), window.addEventListener("popstate", this.moved), window.addEventListener("hashchange", this.moved), this.hash = location.hash, this.started && this.watch();
	}
	disconnectedCallback() {
		super.disconnectedCallback(), window.removeEventListener("location-changed", this.moved), window.removeEventListener("popstate", this.moved), window.removeEventListener("hashchange", this.moved), this.unwatch?.(), this.unwatch = void 0;
	}
	willUpdate(e) {
		e.has("hass") && this.hass && (this.started || (this.started = !0, this.watch()), this.hass.language !== this.language && (this.language = this.hass.language, this.format = new te({
			language: this.language,
			timeZone: this.hass.config.time_zone,
			hour12: {
				12: !0,
				24: !1
			}[this.hass.locale?.time_format ?? ""]
		}), ne(this.language).then((e) => this.texts = e)));
	}
	updated(e) {
		(e.has("hash") || e.has("route")) && this.place.view !== "history" && this.main && (this.main.scrollTop = 0);
	}
	render() {
		let { texts: e } = this;
		if (!e) return n;
		let r = this.place, a = ze.map(({ view: t, icon: a }) => {
			let o = m(t), s = t === r.view || t === "history" && ["sighting", "plate"].includes(r.view);
			return i`<a href=${o.path} @click=${o.click} aria-current=${s ? "page" : n}>
        ${l(a, 22)}<span>${e(`tab.${t}`)}</span>
      </a>`;
		}), o = r.view === "sighting" || r.view === "plate";
		return i`
      <header>
        ${o ? i`<button class="round" aria-label=${e("back")} @click=${() => history.back()}>${l("back")}</button>` : this.narrow || this.hass.dockedSidebar === "always_hidden" ? i`<button class="round" aria-label=${e("menu")} @click=${() => t(this)}>${l("menu")}</button>` : n}
        <h1>Placa</h1>
        ${this.narrow ? n : i`<nav aria-label="Placa">${a}</nav>`}
      </header>
      <main>${this.content(e)}</main>
      ${this.narrow ? i`<nav class="bottom" aria-label="Placa">${a}</nav>` : n}
      ${this.told ? i`<div class="told ${this.told.failed ? "failed" : ""}" role="status">${this.told.text}</div>` : n}
    `;
	}
	content(e) {
		if (this.error) return i`<div class="note bad message" role="alert">
        ${l("alert")}
        <p class="grow">${this.error}</p>
        <button @click=${() => this.watch()}>${e("again")}</button>
      </div>`;
		let { overview: t } = this;
		if (!t) return i`<p class="message muted" aria-busy="true">${e("loading")}</p>`;
		let r = {
			hass: this.hass,
			api: this.api,
			overview: t,
			place: this.place,
			narrow: this.narrow,
			t: e,
			format: this.format,
			tell: (e, t = !1) => this.tell(e, t)
		};
		return i`
      ${t.connected ? n : i`<p class="note warn away" role="alert">${l("alert")} <span>${e("engine_away")}</span></p>`}
      ${this.view(r)}
    `;
	}
	view(e) {
		let { overview: t } = e;
		switch (e.place.view) {
			case "history": return i`<placa-history .app=${e} .scroller=${this.main}></placa-history>`;
			case "sighting": return i`<placa-sighting .app=${e}></placa-sighting>`;
			case "plate": return i`<placa-plate-view .app=${e}></placa-plate-view>`;
			case "vehicles": return i`<placa-vehicles .app=${e}></placa-vehicles>`;
			case "doors": return i`<placa-doors .app=${e}></placa-doors>`;
			case "cameras": return i`<placa-cameras .app=${e}></placa-cameras>`;
			case "privacy": return i`<placa-privacy .app=${e}></placa-privacy>`;
			default: return t.admin && !(t.cameras.length && t.vehicles.length && t.doors.length) ? i`<placa-first-run .app=${e}></placa-first-run>
              ${t.cameras.length ? i`<placa-now .app=${e}></placa-now>` : n}` : i`<placa-now .app=${e}></placa-now>`;
		}
	}
	get place() {
		return ie(this.route?.path ?? location.pathname.replace(/^\/placa/, ""), this.hash);
	}
	tell(e, t) {
		clearTimeout(this.forget), this.told = {
			text: e,
			failed: t
		}, this.forget = window.setTimeout(() => this.told = null, t ? 2 * Q : Q);
	}
	async watch() {
		this.error = null;
		try {
			let e = await this.api.watch((e) => this.overview = e);
			this.isConnected ? this.unwatch = e : await e();
		} catch (e) {
			this.error = a(e);
		}
	}
};
b([o({ attribute: !1 })], $.prototype, "hass", void 0), b([o({
	type: Boolean,
	reflect: !0
})], $.prototype, "narrow", void 0), b([o({ attribute: !1 })], $.prototype, "route", void 0), b([v()], $.prototype, "overview", void 0), b([v()], $.prototype, "texts", void 0), b([v()], $.prototype, "error", void 0), b([v()], $.prototype, "hash", void 0), b([v()], $.prototype, "told", void 0), b([ce("main")], $.prototype, "main", void 0), y("placa-panel", $);
export { $ as PlacaPanel };
