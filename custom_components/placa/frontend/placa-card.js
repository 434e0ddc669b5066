import { C as e, D as t, E as n, S as r, T as i, _ as a, c as o, f as s, g as c, i as l, k as u, m as d, s as f, t as p, u as m, v as h, w as g, x as _, y as v } from "./tile-Dg9LedZ3.js";
// src/card/watch.ts
var y = /* @__PURE__ */ new WeakMap();
function b(e, t) {
	let { connection: n } = e, i = y.get(n);
	if (!i) {
		let t = /* @__PURE__ */ new Set(), a = {
			listeners: t,
			last: null,
			stop: new r(() => e).watch((e) => {
				a.last = e;
				for (let n of t) n(e, null);
			})
		};
		a.stop.catch((e) => {
			y.delete(n);
			for (let n of t) n(null, e);
		}), y.set(n, a), i = a;
	}
	let a = i;
	return a.listeners.add(t), a.last && t(a.last, null), () => {
		a.listeners.delete(t), a.listeners.size || (y.delete(n), a.stop.then((e) => e(), () => void 0));
	};
}
function x(e) {
	return new Promise((t, n) => {
		let r = b(e, (e, i) => {
			e ? t(e) : n(i), queueMicrotask(() => r());
		});
	});
}
// src/card/card.ts
var S = [
	"latest",
	"door",
	"vehicle"
], C = class extends i {
	constructor(...e) {
		super(...e), this.overview = null, this.texts = null, this.error = null, this.language = "";
	}
	static {
		this.styles = [
			d,
			s,
			u`
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
		if (!S.includes(t)) throw Error(`"shows" is one of ${S.join(", ")}`);
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
	connectedCallback() {
		super.connectedCallback(), this.hass && this.watch();
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this.stop?.(), this.stop = void 0;
	}
	willUpdate(e) {
		e.has("hass") && this.hass && (!this.stop && this.isConnected && this.watch(), this.hass.language !== this.language && (this.language = this.hass.language, a(this.language).then((e) => this.texts = e)));
	}
	shouldUpdate(e) {
		return e.size > 1 || !e.has("hass") || !this.texts;
	}
	render() {
		let { texts: e, overview: n } = this;
		if (!e) return t`<ha-card></ha-card>`;
		if (this.error) return t`<ha-card><p class="muted">${this.error}</p></ha-card>`;
		if (!n) return t`<ha-card><p class="muted">${e("loading")}</p></ha-card>`;
		let i = {
			hass: this.hass,
			api: new r(() => this.hass),
			overview: n,
			narrow: !0,
			t: e,
			place: {
				view: "now",
				what: null,
				filter: {}
			},
			format: new _({
				language: this.language,
				timeZone: this.hass.config.time_zone,
				hour12: {
					12: !0,
					24: !1
				}[this.hass.locale?.time_format ?? ""]
			}),
			tell: () => void 0
		};
		return t`<ha-card>${this.content(i)}</ha-card>`;
	}
	content(e) {
		let { config: n } = this;
		if (n.shows === "door") {
			let r = e.overview.doors.find((e) => e.door_id === n.door_id) ?? (n.door_id ? null : e.overview.doors[0]);
			return r ? this.door(e, r) : t`<p class="muted">${e.t("card.gone")}</p>`;
		}
		if (n.shows === "vehicle") {
			let r = e.overview.vehicles.find((e) => e.vehicle_id === n.vehicle_id) ?? (n.vehicle_id ? null : e.overview.vehicles[0]);
			return r ? this.vehicle(e, r) : t`<p class="muted">${e.t("card.gone")}</p>`;
		}
		return this.latest(e);
	}
	latest(e) {
		let { live: n, recent: r } = e.overview, i = [...n, ...r].filter((e) => !this.config.camera_id || e.camera_id === this.config.camera_id).slice(0, this.config.count);
		return i.length ? t`<div class="tiles">
      ${p(i, (e) => e.sighting_id, (n) => t`<placa-tile .app=${e} .sighting=${n}></placa-tile>`)}
    </div>` : t`<p class="muted">${e.t("now.nothing")}</p>`;
	}
	door(e, r) {
		let i = f("doors", r.door_id), { last: a } = r;
		return t`<a class="one" href=${i.path} @click=${i.click}>
        <span class="badge ${r.mode === "armed" ? "good" : r.mode === "shadow" ? "accent" : ""}">
          ${c(r.state === "open" || r.state === "unlocked" ? "granted" : "door", 28)}
        </span>
        <span class="grow">
          <span class="row"><span class="name one-line">${r.name}</span>${o(e, r.mode)}</span>
          ${a ? t`<span class="muted">${e.t(`decided.${a.verdict}`, { whom: a.whom ?? e.t("whom.gone") })} · ${e.format.ago(a.at)}</span>` : t`<span class="muted">${e.t("door.undecided")}</span>`}
        </span>
      </a>
      ${a?.verdict === "refused" && a.because ? t`<p class="because row">${m(e, "refused")} <span>${a.because}</span></p>` : n}`;
	}
	vehicle(e, n) {
		let r = f("vehicles", n.vehicle_id), i = n.whereabouts === "here";
		return t`<a class="one" href=${r.path} @click=${r.click}>
      <span class="badge ${i ? "good" : ""}">${c(i ? "here" : n.whereabouts === "away" ? "away" : "car", 28)}</span>
      <span class="grow">
        <span class="name one-line">${n.name}</span><br />
        <span class="muted">
          ${e.t(`whereabouts.${n.whereabouts}`)}${n.last_seen ? ` · ${e.t("vehicle.seen", { when: e.format.ago(n.last_seen) })}` : ""}
        </span>
      </span>
    </a>`;
	}
	watch() {
		this.stop = b(this.hass, (e, t) => {
			this.overview = e, this.error = t ? v(t) : null;
		});
	}
};
l([g({ attribute: !1 })], C.prototype, "hass", void 0), l([e()], C.prototype, "config", void 0), l([e()], C.prototype, "overview", void 0), l([e()], C.prototype, "texts", void 0), l([e()], C.prototype, "error", void 0);
// src/card/editor.ts
var w = class extends i {
	constructor(...e) {
		super(...e), this.overview = null, this.texts = null;
	}
	static {
		this.styles = [
			d,
			s,
			u`
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
		e.has("hass") && this.hass && !this.stop && (this.stop = b(this.hass, (e) => this.overview = e), a(this.hass.language).then((e) => this.texts = e));
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this.stop?.(), this.stop = void 0;
	}
	render() {
		let { texts: e, overview: r, config: i } = this;
		if (!e || !i) return n;
		let a = i.shows ?? "latest";
		return t`
      ${this.select("shows", e("card.shows"), a, [
			"latest",
			"door",
			"vehicle"
		].map((t) => [t, e(`card.${t}`)]))}
      ${a === "latest" ? t`
            <label class="field">
              ${e("card.count")}
              <input type="number" min="1" max="24" .value=${String(i.count ?? 4)}
                @change=${(e) => this.change({ count: Number(e.target.value) })} />
            </label>
            ${this.select("camera_id", e("card.camera"), i.camera_id ?? "", [["", e("history.any")], ...(r?.cameras ?? []).map((e) => [e.camera_id, e.name])])}
          ` : n}
      ${a === "door" ? this.select("door_id", e("card.door"), i.door_id ?? "", (r?.doors ?? []).map((e) => [e.door_id, e.name])) : n}
      ${a === "vehicle" ? this.select("vehicle_id", e("card.vehicle"), i.vehicle_id ?? "", (r?.vehicles ?? []).map((e) => [e.vehicle_id, e.name])) : n}
    `;
	}
	select(e, n, r, i) {
		return t`<label class="field">
      ${n}
      <select @change=${(t) => this.change({ [e]: t.target.value })}>
        ${i.map(([e, n]) => t`<option value=${e} ?selected=${e === r}>${n}</option>`)}
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
l([g({ attribute: !1 })], w.prototype, "hass", void 0), l([e()], w.prototype, "config", void 0), l([e()], w.prototype, "overview", void 0), l([e()], w.prototype, "texts", void 0);
// src/card/strategy.ts
var T = class extends HTMLElement {
	static async generate(e, t) {
		let [n, r] = await Promise.all([x(t), a(t.language)]), i = (e) => ({
			type: "heading",
			heading: e
		}), o = n.doors.flatMap((e) => [{
			type: "custom:placa-card",
			shows: "door",
			door_id: e.door_id,
			grid_options: { columns: 12 }
		}, {
			type: "tile",
			entity: e.entity_id,
			grid_options: { columns: 12 }
		}]), s = n.vehicles.map((e) => ({
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
					...o.length ? [{
						type: "grid",
						cards: [i(r("now.doors")), ...o]
					}] : [],
					...s.length ? [{
						type: "grid",
						cards: [i(r("now.who")), ...s]
					}] : []
				]
			}]
		};
	}
}, E = "https://github.com/placa-home/placa";
h("placa-card-editor", w), h("placa-card", C), h("ll-strategy-dashboard-placa", T);
function D(e, t) {
	return e.some((e) => e.type === t.type) ? e : [...e, t];
}
window.customCards ??= [], window.customCards.splice(0, Infinity, ...D(window.customCards, {
	type: "placa-card",
	name: "Placa",
	description: "License plates as they are seen, a door and why it stayed shut, who is home.",
	preview: !0,
	documentationURL: E,
	getEntitySuggestion: (e, t) => e.entities?.[t]?.platform === "placa" ? { config: C.getStubConfig() } : null
})), window.customStrategies ??= [], window.customStrategies.splice(0, Infinity, ...D(window.customStrategies, {
	type: "placa",
	strategyType: "dashboard",
	name: "Placa",
	description: "What came, your doors and who is home.",
	documentationURL: E
}));
