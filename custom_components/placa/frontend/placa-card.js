import { A as e, D as t, E as n, O as r, S as i, T as a, _ as o, b as s, d as c, g as l, h as u, l as d, o as f, p, s as m, t as h, v as g, w as _, x as v, y } from "./tile-BexW-XHU.js";
// src/card/watch.ts
var b = /* @__PURE__ */ new WeakMap();
function x(e, t) {
	let { connection: n } = e, r = b.get(n);
	if (!r) {
		let t = /* @__PURE__ */ new Set(), i = {
			listeners: t,
			last: null,
			stop: new o(() => e).watch((e) => {
				i.last = e;
				for (let n of t) n(e, null);
			})
		};
		i.stop.catch((e) => {
			b.delete(n);
			for (let n of t) n(null, e);
		}), b.set(n, i), r = i;
	}
	let i = r;
	return i.listeners.add(t), i.last && t(i.last, null), () => {
		i.listeners.delete(t), i.listeners.size || (b.delete(n), i.stop.then((e) => e(), () => void 0));
	};
}
function S(e) {
	return new Promise((t, n) => {
		let r = x(e, (e, i) => {
			e ? t(e) : n(i), queueMicrotask(() => r());
		});
	});
}
// src/card/card.ts
var C = [
	"latest",
	"door",
	"vehicle"
], w = class extends n {
	static {
		this.styles = [
			p,
			c,
			e`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        display: block;
        height: 100%;
        padding: 14px;
        overflow: hidden;
        container-type: inline-size;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(190px, 100%), 1fr));
        gap: 10px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 10px;
      }
      .one {
        display: flex;
        gap: 14px;
        align-items: center;
        color: inherit;
        text-decoration: none;
      }
      .badge {
        display: grid;
        place-items: center;
        width: 48px;
        height: 48px;
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
        font-size: 16px;
      }
      .because {
        margin-top: 10px;
      }
    `
		];
	}
	static getStubConfig() {
		return {
			type: "custom:placa-card",
			shows: "latest",
			count: 4
		};
	}
	static getConfigElement() {
		return document.createElement("placa-card-editor");
	}
	setConfig(e) {
		let { shows: t = "latest", count: n = 4 } = e;
		if (!C.includes(t)) throw Error(`"shows" is one of ${C.join(", ")}`);
		if (!Number.isInteger(n) || n < 1 || n > 24) throw Error("\"count\" is 1 to 24");
		this.config = {
			...e,
			shows: t,
			count: n
		};
	}
	getCardSize() {
		return this.config.shows === "latest" ? 5 : 2;
	}
	getGridOptions() {
		return this.config.shows === "latest" ? {
			columns: 12,
			min_columns: 6,
			rows: "auto"
		} : {
			columns: 6,
			min_columns: 6,
			rows: "auto"
		};
	}
	constructor() {
		super(), this.overview = null, this.texts = null, this.error = null, this.language = "", g(this, () => this.hass);
	}
	connectedCallback() {
		super.connectedCallback(), this.hass && this.watch();
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this.stop?.(), this.stop = void 0;
	}
	willUpdate(e) {
		e.has("hass") && this.hass && (!this.stop && this.isConnected && this.watch(), this.hass.language !== this.language && (this.language = this.hass.language, u(this.language).then((e) => this.texts = e)));
	}
	shouldUpdate(e) {
		return e.size > 1 || !e.has("hass") || !this.texts;
	}
	render() {
		let { texts: e, overview: t } = this;
		if (!e) return r`<ha-card></ha-card>`;
		if (this.error) return r`<ha-card><p class="muted">${this.error}</p></ha-card>`;
		if (!t) return r`<ha-card><p class="muted">${e("loading")}</p></ha-card>`;
		let n = {
			hass: this.hass,
			api: new o(() => this.hass),
			overview: t,
			narrow: !0,
			t: e,
			place: {
				view: "now",
				what: null,
				filter: {}
			},
			format: new l({
				language: this.language,
				timeZone: this.hass.config.time_zone,
				hour12: {
					12: !0,
					24: !1
				}[this.hass.locale?.time_format ?? ""]
			}),
			tell: () => void 0
		};
		return r`<ha-card>${this.content(n)}</ha-card>`;
	}
	content(e) {
		let { config: t } = this;
		if (t.shows === "door") {
			let n = e.overview.doors.find((e) => e.door_id === t.door_id) ?? (t.door_id ? null : e.overview.doors[0]);
			return n ? this.door(e, n) : r`<p class="muted">${e.t("card.gone")}</p>`;
		}
		if (t.shows === "vehicle") {
			let n = e.overview.vehicles.find((e) => e.vehicle_id === t.vehicle_id) ?? (t.vehicle_id ? null : e.overview.vehicles[0]);
			return n ? this.vehicle(e, n) : r`<p class="muted">${e.t("card.gone")}</p>`;
		}
		return this.latest(e);
	}
	latest(e) {
		let { live: t, recent: n } = e.overview, i = [...t, ...n].filter((e) => !this.config.camera_id || e.camera_id === this.config.camera_id).slice(0, this.config.count);
		return i.length ? r`<div class="tiles">
      ${h(i, (e) => e.sighting_id, (t) => r`<placa-tile .app=${e} .sighting=${t}></placa-tile>`)}
    </div>` : r`<p class="muted">${e.t("now.nothing")}</p>`;
	}
	door(e, n) {
		let i = f("doors", n.door_id), { last: a } = n;
		return r`<a class="one" href=${i.path} @click=${i.click}>
        <span class="badge ${n.mode === "armed" ? "good" : n.mode === "shadow" ? "accent" : ""}">
          ${s(n.state === "open" || n.state === "unlocked" ? "granted" : "door", 28)}
        </span>
        <span class="grow">
          <span class="row"><span class="name one-line">${n.name}</span>${m(e, n.mode)}</span>
          ${a ? r`<span class="muted">${e.t(`decided.${a.verdict}`, { whom: a.whom ?? e.t("whom.gone") })} · ${e.format.ago(a.at)}</span>` : r`<span class="muted">${e.t("door.undecided")}</span>`}
        </span>
      </a>
      ${a?.verdict === "refused" && a.because ? r`<p class="because row">${d(e, "refused")} <span>${a.because}</span></p>` : t}`;
	}
	vehicle(e, t) {
		let n = f("vehicles", t.vehicle_id), i = t.whereabouts === "here";
		return r`<a class="one" href=${n.path} @click=${n.click}>
      <span class="badge ${i ? "good" : ""}">${s(i ? "here" : t.whereabouts === "away" ? "away" : "car", 28)}</span>
      <span class="grow">
        <span class="name one-line">${t.name}</span><br />
        <span class="muted">
          ${e.t(`whereabouts.${t.whereabouts}`)}${t.last_seen ? ` · ${e.t("vehicle.seen", { when: e.format.ago(t.last_seen) })}` : ""}
        </span>
      </span>
    </a>`;
	}
	watch() {
		this.stop = x(this.hass, (e, t) => {
			this.overview = e, this.error = t ? i(t) : null;
		});
	}
};
y([a({ attribute: !1 })], w.prototype, "hass", void 0), y([_()], w.prototype, "config", void 0), y([_()], w.prototype, "overview", void 0), y([_()], w.prototype, "texts", void 0), y([_()], w.prototype, "error", void 0);
// src/card/editor.ts
var T = class extends n {
	constructor(...e) {
		super(...e), this.overview = null, this.texts = null;
	}
	static {
		this.styles = [
			p,
			c,
			e`
      :host {
        display: grid;
        gap: 14px;
      }
    `
		];
	}
	setConfig(e) {
		this.config = e;
	}
	willUpdate(e) {
		e.has("hass") && this.hass && !this.stop && (this.stop = x(this.hass, (e) => this.overview = e), u(this.hass.language).then((e) => this.texts = e));
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this.stop?.(), this.stop = void 0;
	}
	render() {
		let { texts: e, overview: n, config: i } = this;
		if (!e || !i) return t;
		let a = i.shows ?? "latest";
		return r`
      ${this.select("shows", e("card.shows"), a, [
			"latest",
			"door",
			"vehicle"
		].map((t) => [t, e(`card.${t}`)]))}
      ${a === "latest" ? r`
            <label class="field">
              ${e("card.count")}
              <input type="number" min="1" max="24" .value=${String(i.count ?? 4)}
                @change=${(e) => this.change({ count: Number(e.target.value) })} />
            </label>
            ${this.select("camera_id", e("card.camera"), i.camera_id ?? "", [["", e("history.any")], ...(n?.cameras ?? []).map((e) => [e.camera_id, e.name])])}
          ` : t}
      ${a === "door" ? this.select("door_id", e("card.door"), i.door_id ?? "", (n?.doors ?? []).map((e) => [e.door_id, e.name])) : t}
      ${a === "vehicle" ? this.select("vehicle_id", e("card.vehicle"), i.vehicle_id ?? "", (n?.vehicles ?? []).map((e) => [e.vehicle_id, e.name])) : t}
    `;
	}
	select(e, t, n, i) {
		return r`<label class="field">
      ${t}
      <select @change=${(t) => this.change({ [e]: t.target.value })}>
        ${i.map(([e, t]) => r`<option value=${e} ?selected=${e === n}>${t}</option>`)}
      </select>
    </label>`;
	}
	change(e) {
		let t = {
			...this.config,
			...e
		}, n = t.shows, { doors: r, vehicles: i } = this.overview ?? {
			doors: [],
			vehicles: []
		};
		n === "door" && (t.door_id ||= r[0]?.door_id), n === "vehicle" && (t.vehicle_id ||= i[0]?.vehicle_id);
		for (let [e, n] of Object.entries(t)) (n === "" || n === void 0) && delete t[e];
		this.dispatchEvent(new CustomEvent("config-changed", {
			detail: { config: t },
			bubbles: !0,
			composed: !0
		}));
	}
};
y([a({ attribute: !1 })], T.prototype, "hass", void 0), y([_()], T.prototype, "config", void 0), y([_()], T.prototype, "overview", void 0), y([_()], T.prototype, "texts", void 0);
// src/card/strategy.ts
var E = class extends HTMLElement {
	static async generate(e, t) {
		let [n, r] = await Promise.all([S(t), u(t.language)]), i = (e) => ({
			type: "heading",
			heading: e
		}), a = n.doors.flatMap((e) => [{
			type: "custom:placa-card",
			shows: "door",
			door_id: e.door_id,
			grid_options: { columns: 12 }
		}, {
			type: "tile",
			entity: e.entity_id,
			grid_options: { columns: 12 }
		}]), o = n.vehicles.map((e) => ({
			type: "custom:placa-card",
			shows: "vehicle",
			vehicle_id: e.vehicle_id,
			grid_options: { columns: 12 }
		}));
		return {
			title: "Placa",
			views: [{
				title: "Placa",
				path: "placa",
				icon: "mdi:garage-variant",
				type: "sections",
				max_columns: 4,
				sections: [
					{
						type: "grid",
						column_span: 2,
						cards: [i(r("card.latest")), {
							type: "custom:placa-card",
							shows: "latest",
							count: 8,
							grid_options: { columns: "full" }
						}]
					},
					...a.length ? [{
						type: "grid",
						cards: [i(r("now.doors")), ...a]
					}] : [],
					...o.length ? [{
						type: "grid",
						cards: [i(r("now.who")), ...o]
					}] : []
				]
			}]
		};
	}
}, D = "https://github.com/placa-home/placa";
v("placa-card-editor", T), v("placa-card", w), v("ll-strategy-dashboard-placa", E);
function O(e, t) {
	return e.some((e) => e.type === t.type) ? e : [...e, t];
}
window.customCards ??= [], window.customCards.splice(0, Infinity, ...O(window.customCards, {
	type: "placa-card",
	name: "Placa",
	description: "License plates as they are seen, a door and why it stayed shut, who is home.",
	preview: !0,
	documentationURL: D,
	getEntitySuggestion: (e, t) => e.entities?.[t]?.platform === "placa" ? { config: w.getStubConfig() } : null
})), window.customStrategies ??= [], window.customStrategies.splice(0, Infinity, ...O(window.customStrategies, {
	type: "placa",
	strategyType: "dashboard",
	name: "Placa",
	description: "What came, your doors and who is home.",
	documentationURL: D
}));
