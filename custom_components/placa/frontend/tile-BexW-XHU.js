// node_modules/@lit/reactive-element/css-tag.js
var e = globalThis, t = e.ShadowRoot && (e.ShadyCSS === void 0 || e.ShadyCSS.nativeShadow) && "adoptedStyleSheets" in Document.prototype && "replace" in CSSStyleSheet.prototype, n = Symbol(), r = /* @__PURE__ */ new WeakMap(), i = class {
	constructor(e, t, r) {
		if (this._$cssResult$ = !0, r !== n) throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");
		this.cssText = e, this.t = t;
	}
	get styleSheet() {
		let e = this.o, n = this.t;
		if (t && e === void 0) {
			let t = n !== void 0 && n.length === 1;
			t && (e = r.get(n)), e === void 0 && ((this.o = e = new CSSStyleSheet()).replaceSync(this.cssText), t && r.set(n, e));
		}
		return e;
	}
	toString() {
		return this.cssText;
	}
}, a = (e) => new i(typeof e == "string" ? e : e + "", void 0, n), o = (e, ...t) => new i(e.length === 1 ? e[0] : t.reduce((t, n, r) => t + ((e) => {
	if (!0 === e._$cssResult$) return e.cssText;
	if (typeof e == "number") return e;
	throw Error("Value passed to 'css' function must be a 'css' function result: " + e + ". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.");
})(n) + e[r + 1], e[0]), e, n), s = (n, r) => {
	if (t) n.adoptedStyleSheets = r.map((e) => e instanceof CSSStyleSheet ? e : e.styleSheet);
	else for (let t of r) {
		let r = document.createElement("style"), i = e.litNonce;
		i !== void 0 && r.setAttribute("nonce", i), r.textContent = t.cssText, n.appendChild(r);
	}
}, c = t ? (e) => e : (e) => e instanceof CSSStyleSheet ? ((e) => {
	let t = "";
	for (let n of e.cssRules) t += n.cssText;
	return a(t);
})(e) : e, { is: l, defineProperty: u, getOwnPropertyDescriptor: d, getOwnPropertyNames: f, getOwnPropertySymbols: p, getPrototypeOf: m } = Object, h = globalThis, ee = h.trustedTypes, te = ee ? ee.emptyScript : "", ne = h.reactiveElementPolyfillSupport, g = (e, t) => e, _ = {
	toAttribute(e, t) {
		switch (t) {
			case Boolean:
				e = e ? te : null;
				break;
			case Object:
			case Array: e = e == null ? e : JSON.stringify(e);
		}
		return e;
	},
	fromAttribute(e, t) {
		let n = e;
		switch (t) {
			case Boolean:
				n = e !== null;
				break;
			case Number:
				n = e === null ? null : Number(e);
				break;
			case Object:
			case Array: try {
				n = JSON.parse(e);
			} catch {
				n = null;
			}
		}
		return n;
	}
}, v = (e, t) => !l(e, t), re = {
	attribute: !0,
	type: String,
	converter: _,
	reflect: !1,
	useDefault: !1,
	hasChanged: v
};
Symbol.metadata ??= Symbol("metadata"), h.litPropertyMetadata ??= /* @__PURE__ */ new WeakMap();
var y = class extends HTMLElement {
	static addInitializer(e) {
		this._$Ei(), (this.l ??= []).push(e);
	}
	static get observedAttributes() {
		return this.finalize(), this._$Eh && [...this._$Eh.keys()];
	}
	static createProperty(e, t = re) {
		if (t.state && (t.attribute = !1), this._$Ei(), this.prototype.hasOwnProperty(e) && ((t = Object.create(t)).wrapped = !0), this.elementProperties.set(e, t), !t.noAccessor) {
			let n = Symbol(), r = this.getPropertyDescriptor(e, n, t);
			r !== void 0 && u(this.prototype, e, r);
		}
	}
	static getPropertyDescriptor(e, t, n) {
		let { get: r, set: i } = d(this.prototype, e) ?? {
			get() {
				return this[t];
			},
			set(e) {
				this[t] = e;
			}
		};
		return {
			get: r,
			set(t) {
				let a = r?.call(this);
				i?.call(this, t), this.requestUpdate(e, a, n);
			},
			configurable: !0,
			enumerable: !0
		};
	}
	static getPropertyOptions(e) {
		return this.elementProperties.get(e) ?? re;
	}
	static _$Ei() {
		if (this.hasOwnProperty(g("elementProperties"))) return;
		let e = m(this);
		e.finalize(), e.l !== void 0 && (this.l = [...e.l]), this.elementProperties = new Map(e.elementProperties);
	}
	static finalize() {
		if (this.hasOwnProperty(g("finalized"))) return;
		if (this.finalized = !0, this._$Ei(), this.hasOwnProperty(g("properties"))) {
			let e = this.properties, t = [...f(e), ...p(e)];
			for (let n of t) this.createProperty(n, e[n]);
		}
		let e = this[Symbol.metadata];
		if (e !== null) {
			let t = litPropertyMetadata.get(e);
			if (t !== void 0) for (let [e, n] of t) this.elementProperties.set(e, n);
		}
		this._$Eh = /* @__PURE__ */ new Map();
		for (let [e, t] of this.elementProperties) {
			let n = this._$Eu(e, t);
			n !== void 0 && this._$Eh.set(n, e);
		}
		this.elementStyles = this.finalizeStyles(this.styles);
	}
	static finalizeStyles(e) {
		let t = [];
		if (Array.isArray(e)) {
			let n = new Set(e.flat(1 / 0).reverse());
			for (let e of n) t.unshift(c(e));
		} else e !== void 0 && t.push(c(e));
		return t;
	}
	static _$Eu(e, t) {
		let n = t.attribute;
		return !1 === n ? void 0 : typeof n == "string" ? n : typeof e == "string" ? e.toLowerCase() : void 0;
	}
	constructor() {
		super(), this._$Ep = void 0, this.isUpdatePending = !1, this.hasUpdated = !1, this._$Em = null, this._$Ev();
	}
	_$Ev() {
		this._$ES = new Promise((e) => this.enableUpdating = e), this._$AL = /* @__PURE__ */ new Map(), this._$E_(), this.requestUpdate(), this.constructor.l?.forEach((e) => e(this));
	}
	addController(e) {
		(this._$EO ??= /* @__PURE__ */ new Set()).add(e), this.renderRoot !== void 0 && this.isConnected && e.hostConnected?.();
	}
	removeController(e) {
		this._$EO?.delete(e);
	}
	_$E_() {
		let e = /* @__PURE__ */ new Map(), t = this.constructor.elementProperties;
		for (let n of t.keys()) this.hasOwnProperty(n) && (e.set(n, this[n]), delete this[n]);
		e.size > 0 && (this._$Ep = e);
	}
	createRenderRoot() {
		let e = this.shadowRoot ?? this.attachShadow(this.constructor.shadowRootOptions);
		return s(e, this.constructor.elementStyles), e;
	}
	connectedCallback() {
		this.renderRoot ??= this.createRenderRoot(), this.enableUpdating(!0), this._$EO?.forEach((e) => e.hostConnected?.());
	}
	enableUpdating(e) {}
	disconnectedCallback() {
		this._$EO?.forEach((e) => e.hostDisconnected?.());
	}
	attributeChangedCallback(e, t, n) {
		this._$AK(e, n);
	}
	_$ET(e, t) {
		let n = this.constructor.elementProperties.get(e), r = this.constructor._$Eu(e, n);
		if (r !== void 0 && !0 === n.reflect) {
			let i = (n.converter?.toAttribute === void 0 ? _ : n.converter).toAttribute(t, n.type);
			this._$Em = e, i == null ? this.removeAttribute(r) : this.setAttribute(r, i), this._$Em = null;
		}
	}
	_$AK(e, t) {
		let n = this.constructor, r = n._$Eh.get(e);
		if (r !== void 0 && this._$Em !== r) {
			let e = n.getPropertyOptions(r), i = typeof e.converter == "function" ? { fromAttribute: e.converter } : e.converter?.fromAttribute === void 0 ? _ : e.converter;
			this._$Em = r;
			let a = i.fromAttribute(t, e.type);
			this[r] = a ?? this._$Ej?.get(r) ?? a, this._$Em = null;
		}
	}
	requestUpdate(e, t, n, r = !1, i) {
		if (e !== void 0) {
			let a = this.constructor;
			if (!1 === r && (i = this[e]), n ??= a.getPropertyOptions(e), !((n.hasChanged ?? v)(i, t) || n.useDefault && n.reflect && i === this._$Ej?.get(e) && !this.hasAttribute(a._$Eu(e, n)))) return;
			this.C(e, t, n);
		}
		!1 === this.isUpdatePending && (this._$ES = this._$EP());
	}
	C(e, t, { useDefault: n, reflect: r, wrapped: i }, a) {
		n && !(this._$Ej ??= /* @__PURE__ */ new Map()).has(e) && (this._$Ej.set(e, a ?? t ?? this[e]), !0 !== i || a !== void 0) || (this._$AL.has(e) || (this.hasUpdated || n || (t = void 0), this._$AL.set(e, t)), !0 === r && this._$Em !== e && (this._$Eq ??= /* @__PURE__ */ new Set()).add(e));
	}
	async _$EP() {
		this.isUpdatePending = !0;
		try {
			await this._$ES;
		} catch (e) {
			Promise.reject(e);
		}
		let e = this.scheduleUpdate();
		return e != null && await e, !this.isUpdatePending;
	}
	scheduleUpdate() {
		return this.performUpdate();
	}
	performUpdate() {
		if (!this.isUpdatePending) return;
		if (!this.hasUpdated) {
			if (this.renderRoot ??= this.createRenderRoot(), this._$Ep) {
				for (let [e, t] of this._$Ep) this[e] = t;
				this._$Ep = void 0;
			}
			let e = this.constructor.elementProperties;
			if (e.size > 0) for (let [t, n] of e) {
				let { wrapped: e } = n, r = this[t];
				!0 !== e || this._$AL.has(t) || r === void 0 || this.C(t, void 0, n, r);
			}
		}
		let e = !1, t = this._$AL;
		try {
			e = this.shouldUpdate(t), e ? (this.willUpdate(t), this._$EO?.forEach((e) => e.hostUpdate?.()), this.update(t)) : this._$EM();
		} catch (t) {
			throw e = !1, this._$EM(), t;
		}
		e && this._$AE(t);
	}
	willUpdate(e) {}
	_$AE(e) {
		this._$EO?.forEach((e) => e.hostUpdated?.()), this.hasUpdated || (this.hasUpdated = !0, this.firstUpdated(e)), this.updated(e);
	}
	_$EM() {
		this._$AL = /* @__PURE__ */ new Map(), this.isUpdatePending = !1;
	}
	get updateComplete() {
		return this.getUpdateComplete();
	}
	getUpdateComplete() {
		return this._$ES;
	}
	shouldUpdate(e) {
		return !0;
	}
	update(e) {
		this._$Eq &&= this._$Eq.forEach((e) => this._$ET(e, this[e])), this._$EM();
	}
	updated(e) {}
	firstUpdated(e) {}
};
y.elementStyles = [], y.shadowRootOptions = { mode: "open" }, y[g("elementProperties")] = /* @__PURE__ */ new Map(), y[g("finalized")] = /* @__PURE__ */ new Map(), ne?.({ ReactiveElement: y }), (h.reactiveElementVersions ??= []).push("2.1.2");
// node_modules/lit-html/lit-html.js
var b = globalThis, ie = (e) => e, x = b.trustedTypes, ae = x ? x.createPolicy("lit-html", { createHTML: (e) => e }) : void 0, S = "$lit$", C = `lit$${Math.random().toFixed(9).slice(2)}$`, w = "?" + C, oe = `<${w}>`, T = document, E = () => T.createComment(""), D = (e) => e === null || typeof e != "object" && typeof e != "function", O = Array.isArray, se = (e) => O(e) || typeof e?.[Symbol.iterator] == "function", k = "[ 	\n\f\r]", A = /<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g, ce = /-->/g, le = />/g, j = RegExp(`>|${k}(?:([^\\s"'>=/]+)(${k}*=${k}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`, "g"), ue = /'/g, de = /"/g, fe = /^(?:script|style|textarea|title)$/i, pe = (e) => (t, ...n) => ({
	_$litType$: e,
	strings: t,
	values: n
}), M = pe(1), me = pe(2), N = Symbol.for("lit-noChange"), P = Symbol.for("lit-nothing"), he = /* @__PURE__ */ new WeakMap(), F = T.createTreeWalker(T, 129);
function ge(e, t) {
	if (!O(e) || !e.hasOwnProperty("raw")) throw Error("invalid template strings array");
	return ae === void 0 ? t : ae.createHTML(t);
}
var _e = (e, t) => {
	let n = e.length - 1, r = [], i, a = t === 2 ? "<svg>" : t === 3 ? "<math>" : "", o = A;
	for (let t = 0; t < n; t++) {
		let n = e[t], s, c, l = -1, u = 0;
		for (; u < n.length && (o.lastIndex = u, c = o.exec(n), c !== null);) u = o.lastIndex, o === A ? c[1] === "!--" ? o = ce : c[1] === void 0 ? c[2] === void 0 ? c[3] !== void 0 && (o = j) : (fe.test(c[2]) && (i = RegExp("</" + c[2], "g")), o = j) : o = le : o === j ? c[0] === ">" ? (o = i ?? A, l = -1) : c[1] === void 0 ? l = -2 : (l = o.lastIndex - c[2].length, s = c[1], o = c[3] === void 0 ? j : c[3] === "\"" ? de : ue) : o === de || o === ue ? o = j : o === ce || o === le ? o = A : (o = j, i = void 0);
		let d = o === j && e[t + 1].startsWith("/>") ? " " : "";
		a += o === A ? n + oe : l >= 0 ? (r.push(s), n.slice(0, l) + S + n.slice(l) + C + d) : n + C + (l === -2 ? t : d);
	}
	return [ge(e, a + (e[n] || "<?>") + (t === 2 ? "</svg>" : t === 3 ? "</math>" : "")), r];
}, I = class e {
	constructor({ strings: t, _$litType$: n }, r) {
		let i;
		this.parts = [];
		let a = 0, o = 0, s = t.length - 1, c = this.parts, [l, u] = _e(t, n);
		if (this.el = e.createElement(l, r), F.currentNode = this.el.content, n === 2 || n === 3) {
			let e = this.el.content.firstChild;
			e.replaceWith(...e.childNodes);
		}
		for (; (i = F.nextNode()) !== null && c.length < s;) {
			if (i.nodeType === 1) {
				if (i.hasAttributes()) for (let e of i.getAttributeNames()) if (e.endsWith(S)) {
					let t = u[o++], n = i.getAttribute(e).split(C), r = /([.?@])?(.*)/.exec(t);
					c.push({
						type: 1,
						index: a,
						name: r[2],
						strings: n,
						ctor: r[1] === "." ? ye : r[1] === "?" ? be : r[1] === "@" ? xe : z
					}), i.removeAttribute(e);
				} else e.startsWith(C) && (c.push({
					type: 6,
					index: a
				}), i.removeAttribute(e));
				if (fe.test(i.tagName)) {
					let e = i.textContent.split(C), t = e.length - 1;
					if (t > 0) {
						i.textContent = x ? x.emptyScript : "";
						for (let n = 0; n < t; n++) i.append(e[n], E()), F.nextNode(), c.push({
							type: 2,
							index: ++a
						});
						i.append(e[t], E());
					}
				}
			} else if (i.nodeType === 8) {
				if (i.data === w) c.push({
					type: 2,
					index: a
				});
				else {
					let e = -1;
					for (; (e = i.data.indexOf(C, e + 1)) !== -1;) c.push({
						type: 7,
						index: a
					}), e += C.length - 1;
				}
			}
			a++;
		}
	}
	static createElement(e, t) {
		let n = T.createElement("template");
		return n.innerHTML = e, n;
	}
};
function L(e, t, n = e, r) {
	if (t === N) return t;
	let i = r === void 0 ? n._$Cl : n._$Co?.[r], a = D(t) ? void 0 : t._$litDirective$;
	return i?.constructor !== a && (i?._$AO?.(!1), a === void 0 ? i = void 0 : (i = new a(e), i._$AT(e, n, r)), r === void 0 ? n._$Cl = i : (n._$Co ??= [])[r] = i), i !== void 0 && (t = L(e, i._$AS(e, t.values), i, r)), t;
}
var ve = class {
	constructor(e, t) {
		this._$AV = [], this._$AN = void 0, this._$AD = e, this._$AM = t;
	}
	get parentNode() {
		return this._$AM.parentNode;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	u(e) {
		let { el: { content: t }, parts: n } = this._$AD, r = (e?.creationScope ?? T).importNode(t, !0);
		F.currentNode = r;
		let i = F.nextNode(), a = 0, o = 0, s = n[0];
		for (; s !== void 0;) {
			if (a === s.index) {
				let t;
				s.type === 2 ? t = new R(i, i.nextSibling, this, e) : s.type === 1 ? t = new s.ctor(i, s.name, s.strings, this, e) : s.type === 6 && (t = new Se(i, this, e)), this._$AV.push(t), s = n[++o];
			}
			a !== s?.index && (i = F.nextNode(), a++);
		}
		return F.currentNode = T, r;
	}
	p(e) {
		let t = 0;
		for (let n of this._$AV) n !== void 0 && (n.strings === void 0 ? n._$AI(e[t]) : (n._$AI(e, n, t), t += n.strings.length - 2)), t++;
	}
}, R = class e {
	get _$AU() {
		return this._$AM?._$AU ?? this._$Cv;
	}
	constructor(e, t, n, r) {
		this.type = 2, this._$AH = P, this._$AN = void 0, this._$AA = e, this._$AB = t, this._$AM = n, this.options = r, this._$Cv = r?.isConnected ?? !0;
	}
	get parentNode() {
		let e = this._$AA.parentNode, t = this._$AM;
		return t !== void 0 && e?.nodeType === 11 && (e = t.parentNode), e;
	}
	get startNode() {
		return this._$AA;
	}
	get endNode() {
		return this._$AB;
	}
	_$AI(e, t = this) {
		e = L(this, e, t), D(e) ? e === P || e == null || e === "" ? (this._$AH !== P && this._$AR(), this._$AH = P) : e !== this._$AH && e !== N && this._(e) : e._$litType$ === void 0 ? e.nodeType === void 0 ? se(e) ? this.k(e) : this._(e) : this.T(e) : this.$(e);
	}
	O(e) {
		return this._$AA.parentNode.insertBefore(e, this._$AB);
	}
	T(e) {
		this._$AH !== e && (this._$AR(), this._$AH = this.O(e));
	}
	_(e) {
		this._$AH !== P && D(this._$AH) ? this._$AA.nextSibling.data = e : this.T(T.createTextNode(e)), this._$AH = e;
	}
	$(e) {
		let { values: t, _$litType$: n } = e, r = typeof n == "number" ? this._$AC(e) : (n.el === void 0 && (n.el = I.createElement(ge(n.h, n.h[0]), this.options)), n);
		if (this._$AH?._$AD === r) this._$AH.p(t);
		else {
			let e = new ve(r, this), n = e.u(this.options);
			e.p(t), this.T(n), this._$AH = e;
		}
	}
	_$AC(e) {
		let t = he.get(e.strings);
		return t === void 0 && he.set(e.strings, t = new I(e)), t;
	}
	k(t) {
		O(this._$AH) || (this._$AH = [], this._$AR());
		let n = this._$AH, r, i = 0;
		for (let a of t) i === n.length ? n.push(r = new e(this.O(E()), this.O(E()), this, this.options)) : r = n[i], r._$AI(a), i++;
		i < n.length && (this._$AR(r && r._$AB.nextSibling, i), n.length = i);
	}
	_$AR(e = this._$AA.nextSibling, t) {
		for (this._$AP?.(!1, !0, t); e !== this._$AB;) {
			let t = ie(e).nextSibling;
			ie(e).remove(), e = t;
		}
	}
	setConnected(e) {
		this._$AM === void 0 && (this._$Cv = e, this._$AP?.(e));
	}
}, z = class {
	get tagName() {
		return this.element.tagName;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	constructor(e, t, n, r, i) {
		this.type = 1, this._$AH = P, this._$AN = void 0, this.element = e, this.name = t, this._$AM = r, this.options = i, n.length > 2 || n[0] !== "" || n[1] !== "" ? (this._$AH = Array(n.length - 1).fill(/* @__PURE__ */ new String()), this.strings = n) : this._$AH = P;
	}
	_$AI(e, t = this, n, r) {
		let i = this.strings, a = !1;
		if (i === void 0) e = L(this, e, t, 0), a = !D(e) || e !== this._$AH && e !== N, a && (this._$AH = e);
		else {
			let r = e, o, s;
			for (e = i[0], o = 0; o < i.length - 1; o++) s = L(this, r[n + o], t, o), s === N && (s = this._$AH[o]), a ||= !D(s) || s !== this._$AH[o], s === P ? e = P : e !== P && (e += (s ?? "") + i[o + 1]), this._$AH[o] = s;
		}
		a && !r && this.j(e);
	}
	j(e) {
		e === P ? this.element.removeAttribute(this.name) : this.element.setAttribute(this.name, e ?? "");
	}
}, ye = class extends z {
	constructor() {
		super(...arguments), this.type = 3;
	}
	j(e) {
		this.element[this.name] = e === P ? void 0 : e;
	}
}, be = class extends z {
	constructor() {
		super(...arguments), this.type = 4;
	}
	j(e) {
		this.element.toggleAttribute(this.name, !!e && e !== P);
	}
}, xe = class extends z {
	constructor(e, t, n, r, i) {
		super(e, t, n, r, i), this.type = 5;
	}
	_$AI(e, t = this) {
		if ((e = L(this, e, t, 0) ?? P) === N) return;
		let n = this._$AH, r = e === P && n !== P || e.capture !== n.capture || e.once !== n.once || e.passive !== n.passive, i = e !== P && (n === P || r);
		r && this.element.removeEventListener(this.name, this, n), i && this.element.addEventListener(this.name, this, e), this._$AH = e;
	}
	handleEvent(e) {
		typeof this._$AH == "function" ? this._$AH.call(this.options?.host ?? this.element, e) : this._$AH.handleEvent(e);
	}
}, Se = class {
	constructor(e, t, n) {
		this.element = e, this.type = 6, this._$AN = void 0, this._$AM = t, this.options = n;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	_$AI(e) {
		L(this, e);
	}
}, Ce = {
	M: S,
	P: C,
	A: w,
	C: 1,
	L: _e,
	R: ve,
	D: se,
	V: L,
	I: R,
	H: z,
	N: be,
	U: xe,
	B: ye,
	F: Se
}, we = b.litHtmlPolyfillSupport;
we?.(I, R), (b.litHtmlVersions ??= []).push("3.3.3");
var Te = (e, t, n) => {
	let r = n?.renderBefore ?? t, i = r._$litPart$;
	if (i === void 0) {
		let e = n?.renderBefore ?? null;
		r._$litPart$ = i = new R(t.insertBefore(E(), e), e, void 0, n ?? {});
	}
	return i._$AI(e), i;
}, B = globalThis, V = class extends y {
	constructor() {
		super(...arguments), this.renderOptions = { host: this }, this._$Do = void 0;
	}
	createRenderRoot() {
		let e = super.createRenderRoot();
		return this.renderOptions.renderBefore ??= e.firstChild, e;
	}
	update(e) {
		let t = this.render();
		this.hasUpdated || (this.renderOptions.isConnected = this.isConnected), super.update(e), this._$Do = Te(t, this.renderRoot, this.renderOptions);
	}
	connectedCallback() {
		super.connectedCallback(), this._$Do?.setConnected(!0);
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this._$Do?.setConnected(!1);
	}
	render() {
		return N;
	}
};
V._$litElement$ = !0, V.finalized = !0, B.litElementHydrateSupport?.({ LitElement: V });
var Ee = B.litElementPolyfillSupport;
Ee?.({ LitElement: V }), (B.litElementVersions ??= []).push("4.2.2");
// node_modules/@lit/reactive-element/decorators/property.js
var De = {
	attribute: !0,
	type: String,
	converter: _,
	reflect: !1,
	hasChanged: v
}, Oe = (e = De, t, n) => {
	let { kind: r, metadata: i } = n, a = globalThis.litPropertyMetadata.get(i);
	if (a === void 0 && globalThis.litPropertyMetadata.set(i, a = /* @__PURE__ */ new Map()), r === "setter" && ((e = Object.create(e)).wrapped = !0), a.set(n.name, e), r === "accessor") {
		let { name: r } = n;
		return {
			set(n) {
				let i = t.get.call(this);
				t.set.call(this, n), this.requestUpdate(r, i, e, !0, n);
			},
			init(t) {
				return t !== void 0 && this.C(r, void 0, e, t), t;
			}
		};
	}
	if (r === "setter") {
		let { name: r } = n;
		return function(n) {
			let i = this[r];
			t.call(this, n), this.requestUpdate(r, i, e, !0, n);
		};
	}
	throw Error("Unsupported decorator location: " + r);
};
function H(e) {
	return (t, n) => typeof n == "object" ? Oe(e, t, n) : ((e, t, n) => {
		let r = t.hasOwnProperty(n);
		return t.constructor.createProperty(n, e), r ? Object.getOwnPropertyDescriptor(t, n) : void 0;
	})(e, t, n);
}
// node_modules/@lit/reactive-element/decorators/state.js
function U(e) {
	return H({
		...e,
		state: !0,
		attribute: !1
	});
}
// src/ha.ts
function ke(e, t = !1) {
	t ? history.replaceState(null, "", e) : history.pushState(null, "", e), window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: t } }));
}
function Ae(e) {
	e.dispatchEvent(new CustomEvent("hass-toggle-menu", {
		bubbles: !0,
		composed: !0
	}));
}
function W(e, t) {
	customElements.get(e) || customElements.define(e, t);
}
function je(e) {
	return typeof e == "object" && e && "message" in e ? String(e.message) : String(e);
}
// node_modules/@mdi/js/mdi.js
var Me = "M10.63,14.1C12.23,10.58 16.38,9.03 19.9,10.63C23.42,12.23 24.97,16.38 23.37,19.9C22.24,22.4 19.75,24 17,24C14.3,24 11.83,22.44 10.67,20H1V18C1.06,16.86 1.84,15.93 3.34,15.18C4.84,14.43 6.72,14.04 9,14C9.57,14 10.11,14.05 10.63,14.1V14.1M9,4C10.12,4.03 11.06,4.42 11.81,5.17C12.56,5.92 12.93,6.86 12.93,8C12.93,9.14 12.56,10.08 11.81,10.83C11.06,11.58 10.12,11.95 9,11.95C7.88,11.95 6.94,11.58 6.19,10.83C5.44,10.08 5.07,9.14 5.07,8C5.07,6.86 5.44,5.92 6.19,5.17C6.94,4.42 7.88,4.03 9,4M17,22A5,5 0 0,0 22,17A5,5 0 0,0 17,12A5,5 0 0,0 12,17A5,5 0 0,0 17,22M16,14H17.5V16.82L19.94,18.23L19.19,19.53L16,17.69V14Z", Ne = "M11,15H13V17H11V15M11,7H13V13H11V7M12,2C6.47,2 2,6.5 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20Z", Pe = "M11,4H13V16L18.5,10.5L19.92,11.92L12,19.84L4.08,11.92L5.5,10.5L11,16V4Z", Fe = "M20,11V13H8L13.5,18.5L12.08,19.92L4.16,12L12.08,4.08L13.5,5.5L8,11H20Z", Ie = {
	guest: Me,
	alert: Ne,
	receding: "M13,20H11V8L5.5,13.5L4.08,12.08L12,4.16L19.92,12.08L18.5,13.5L13,8V20Z",
	approaching: Pe,
	left: Fe,
	right: "M4,11V13H16L10.5,18.5L11.92,19.92L19.84,12L11.92,4.08L10.5,5.5L16,11H4Z",
	back: Fe,
	camera: "M20,4H16.83L15,2H9L7.17,4H4A2,2 0 0,0 2,6V18A2,2 0 0,0 4,20H20A2,2 0 0,0 22,18V6A2,2 0 0,0 20,4M20,18H4V6H8.05L9.88,4H14.12L15.95,6H20V18M12,7A5,5 0 0,0 7,12A5,5 0 0,0 12,17A5,5 0 0,0 17,12A5,5 0 0,0 12,7M12,15A3,3 0 0,1 9,12A3,3 0 0,1 12,9A3,3 0 0,1 15,12A3,3 0 0,1 12,15Z",
	car: "M5,11L6.5,6.5H17.5L19,11M17.5,16A1.5,1.5 0 0,1 16,14.5A1.5,1.5 0 0,1 17.5,13A1.5,1.5 0 0,1 19,14.5A1.5,1.5 0 0,1 17.5,16M6.5,16A1.5,1.5 0 0,1 5,14.5A1.5,1.5 0 0,1 6.5,13A1.5,1.5 0 0,1 8,14.5A1.5,1.5 0 0,1 6.5,16M18.92,6C18.72,5.42 18.16,5 17.5,5H6.5C5.84,5 5.28,5.42 5.08,6L3,12V20A1,1 0 0,0 4,21H5A1,1 0 0,0 6,20V19H18V20A1,1 0 0,0 19,21H20A1,1 0 0,0 21,20V12L18.92,6Z",
	no_car: "M20.5,19.85L6.41,5.76L2.41,1.76L1.11,3L4.57,6.46L3,11V19A1,1 0 0,0 4,20H5A1,1 0 0,0 6,19V18H16.11L20.84,22.73L22.11,21.46L20.5,19.85M6.5,15A1.5,1.5 0 0,1 5,13.5A1.5,1.5 0 0,1 6.5,12A1.5,1.5 0 0,1 8,13.5A1.5,1.5 0 0,1 6.5,15M5,10L5.78,7.67L8.11,10H5M17.5,5.5L19,10H13.2L16.12,12.92C16.5,12.17 17.37,11.86 18.12,12.21C18.87,12.57 19.18,13.47 18.83,14.21C18.68,14.5 18.43,14.77 18.12,14.92L21,17.8V11L18.92,5C18.71,4.4 18.14,4 17.5,4H7.2L8.7,5.5H17.5Z",
	check: "M21,7L9,19L3.5,13.5L4.91,12.09L9,16.17L19.59,5.59L21,7Z",
	ok: "M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M12 20C7.59 20 4 16.41 4 12S7.59 4 12 4 20 7.59 20 12 16.41 20 12 20M16.59 7.58L10 14.17L7.41 11.59L6 13L10 17L18 9L16.59 7.58Z",
	next: "M8.59,16.58L13.17,12L8.59,7.41L10,6L16,12L10,18L8.59,16.58Z",
	close: "M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z",
	failed: "M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,2C6.47,2 2,6.47 2,12C2,17.53 6.47,22 12,22C17.53,22 22,17.53 22,12C22,6.47 17.53,2 12,2M14.59,8L12,10.59L9.41,8L8,9.41L10.59,12L8,14.59L9.41,16L12,13.41L14.59,16L16,14.59L13.41,12L16,9.41L14.59,8Z",
	settings: "M12,15.5A3.5,3.5 0 0,1 8.5,12A3.5,3.5 0 0,1 12,8.5A3.5,3.5 0 0,1 15.5,12A3.5,3.5 0 0,1 12,15.5M19.43,12.97C19.47,12.65 19.5,12.33 19.5,12C19.5,11.67 19.47,11.34 19.43,11L21.54,9.37C21.73,9.22 21.78,8.95 21.66,8.73L19.66,5.27C19.54,5.05 19.27,4.96 19.05,5.05L16.56,6.05C16.04,5.66 15.5,5.32 14.87,5.07L14.5,2.42C14.46,2.18 14.25,2 14,2H10C9.75,2 9.54,2.18 9.5,2.42L9.13,5.07C8.5,5.32 7.96,5.66 7.44,6.05L4.95,5.05C4.73,4.96 4.46,5.05 4.34,5.27L2.34,8.73C2.21,8.95 2.27,9.22 2.46,9.37L4.57,11C4.53,11.34 4.5,11.67 4.5,12C4.5,12.33 4.53,12.65 4.57,12.97L2.46,14.63C2.27,14.78 2.21,15.05 2.34,15.27L4.34,18.73C4.46,18.95 4.73,19.03 4.95,18.95L7.44,17.94C7.96,18.34 8.5,18.68 9.13,18.93L9.5,21.58C9.54,21.82 9.75,22 10,22H14C14.25,22 14.46,21.82 14.5,21.58L14.87,18.93C15.5,18.67 16.04,18.34 16.56,17.94L19.05,18.95C19.27,19.03 19.54,18.95 19.66,18.73L21.66,15.27C21.78,15.05 21.73,14.78 21.54,14.63L19.43,12.97Z",
	copy: "M19,21H8V7H19M19,5H8A2,2 0 0,0 6,7V21A2,2 0 0,0 8,23H19A2,2 0 0,0 21,21V7A2,2 0 0,0 19,5M16,1H4A2,2 0 0,0 2,3V17H4V3H16V1Z",
	erase: "M19,4H15.5L14.5,3H9.5L8.5,4H5V6H19M6,19A2,2 0 0,0 8,21H16A2,2 0 0,0 18,19V7H6V19Z",
	opened: "M12,3C10.89,3 10,3.89 10,5H3V19H2V21H22V19H21V5C21,3.89 20.11,3 19,3H12M12,5H19V19H12V5M5,11H7V13H5V11Z",
	more: "M12,16A2,2 0 0,1 14,18A2,2 0 0,1 12,20A2,2 0 0,1 10,18A2,2 0 0,1 12,16M12,10A2,2 0 0,1 14,12A2,2 0 0,1 12,14A2,2 0 0,1 10,12A2,2 0 0,1 12,10M12,4A2,2 0 0,1 14,6A2,2 0 0,1 12,8A2,2 0 0,1 10,6A2,2 0 0,1 12,4Z",
	download: "M5,20H19V18H5M19,9H15V3H9V9H5L12,16L19,9Z",
	eye: "M12,9A3,3 0 0,0 9,12A3,3 0 0,0 12,15A3,3 0 0,0 15,12A3,3 0 0,0 12,9M12,17A5,5 0 0,1 7,12A5,5 0 0,1 12,7A5,5 0 0,1 17,12A5,5 0 0,1 12,17M12,4.5C7,4.5 2.73,7.61 1,12C2.73,16.39 7,19.5 12,19.5C17,19.5 21.27,16.39 23,12C21.27,7.61 17,4.5 12,4.5Z",
	hidden: "M11.83,9L15,12.16C15,12.11 15,12.05 15,12A3,3 0 0,0 12,9C11.94,9 11.89,9 11.83,9M7.53,9.8L9.08,11.35C9.03,11.56 9,11.77 9,12A3,3 0 0,0 12,15C12.22,15 12.44,14.97 12.65,14.92L14.2,16.47C13.53,16.8 12.79,17 12,17A5,5 0 0,1 7,12C7,11.21 7.2,10.47 7.53,9.8M2,4.27L4.28,6.55L4.73,7C3.08,8.3 1.78,10 1,12C2.73,16.39 7,19.5 12,19.5C13.55,19.5 15.03,19.2 16.38,18.66L16.81,19.08L19.73,22L21,20.73L3.27,3M12,7A5,5 0 0,1 17,12C17,12.64 16.87,13.26 16.64,13.82L19.57,16.75C21.07,15.5 22.27,13.86 23,12C21.27,7.61 17,4.5 12,4.5C10.6,4.5 9.26,4.75 8,5.2L10.17,7.35C10.74,7.13 11.35,7 12,7Z",
	filter: "M6,13H18V11H6M3,6V8H21V6M10,18H14V16H10V18Z",
	list: "M7,5H21V7H7V5M7,13V11H21V13H7M4,4.5A1.5,1.5 0 0,1 5.5,6A1.5,1.5 0 0,1 4,7.5A1.5,1.5 0 0,1 2.5,6A1.5,1.5 0 0,1 4,4.5M4,10.5A1.5,1.5 0 0,1 5.5,12A1.5,1.5 0 0,1 4,13.5A1.5,1.5 0 0,1 2.5,12A1.5,1.5 0 0,1 4,10.5M7,19V17H21V19H7M4,16.5A1.5,1.5 0 0,1 5.5,18A1.5,1.5 0 0,1 4,19.5A1.5,1.5 0 0,1 2.5,18A1.5,1.5 0 0,1 4,16.5Z",
	door: "M22 9V20H20V11H4V20H2V9L12 5L22 9M19 12H5V14H19V12M19 18H5V20H19V18M19 15H5V17H19V15Z",
	granted: "M22 9V20H20V11H4V20H2V9L12 5L22 9M19 12H5V14H19V12Z",
	gate: "M7 21V7H5V11H3V9H1V21H3V19H5V21H7M3 17V13H5V17H3M21 9V11H19V7H17V21H19V19H21V21H23V9H21M21 17H19V13H21V17Z",
	unknown: "M11,18H13V16H11V18M12,2A10,10 0 0,0 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20C7.59,20 4,16.41 4,12C4,7.59 7.59,4 12,4C16.41,4 20,7.59 20,12C20,16.41 16.41,20 12,20M12,6A4,4 0 0,0 8,10H10A2,2 0 0,1 12,8A2,2 0 0,1 14,10C14,12 11,11.75 11,15H13C13,12.75 16,12.5 16,10A4,4 0 0,0 12,6Z",
	history: "M13.5,8H12V13L16.28,15.54L17,14.33L13.5,12.25V8M13,3A9,9 0 0,0 4,12H1L4.96,16.03L9,12H6A7,7 0 0,1 13,5A7,7 0 0,1 20,12A7,7 0 0,1 13,19C11.07,19 9.32,18.21 8.06,16.94L6.64,18.36C8.27,20 10.5,21 13,21A9,9 0 0,0 22,12A9,9 0 0,0 13,3",
	here: "M10,20V14H14V20H19V12H22L12,3L2,12H5V20H10Z",
	away: "M24 13L20 17V14H11V12H20V9L24 13M4 20V12H1L11 3L18 9.3V10H15.79L11 5.69L6 10.19V18H16V16H18V20H4Z",
	armed: "M14 15C14 16.11 13.11 17 12 17C10.89 17 10 16.1 10 15C10 13.89 10.89 13 12 13C13.11 13 14 13.9 14 15M13.09 20C13.21 20.72 13.46 21.39 13.81 22H6C4.89 22 4 21.1 4 20V10C4 8.89 4.89 8 6 8H7V6C7 3.24 9.24 1 12 1S17 3.24 17 6V8H18C19.11 8 20 8.9 20 10V13.09C19.67 13.04 19.34 13 19 13C18.66 13 18.33 13.04 18 13.09V10H6V20H13.09M9 8H15V6C15 4.34 13.66 3 12 3S9 4.34 9 6V8M21.34 15.84L17.75 19.43L16.16 17.84L15 19L17.75 22L22.5 17.25L21.34 15.84Z",
	search: "M9.5,3A6.5,6.5 0 0,1 16,9.5C16,11.11 15.41,12.59 14.44,13.73L14.71,14H15.5L20.5,19L19,20.5L14,15.5V14.71L13.73,14.44C12.59,15.41 11.11,16 9.5,16A6.5,6.5 0 0,1 3,9.5A6.5,6.5 0 0,1 9.5,3M9.5,5C7,5 5,7 5,9.5C5,12 7,14 9.5,14C12,14 14,12 14,9.5C14,7 12,5 9.5,5Z",
	menu: "M3,6H21V8H3V6M3,11H21V13H3V11M3,16H21V18H3V16Z",
	pause: "M14,19H18V5H14M6,19H10V5H6V19Z",
	edit: "M20.71,7.04C21.1,6.65 21.1,6 20.71,5.63L18.37,3.29C18,2.9 17.35,2.9 16.96,3.29L15.12,5.12L18.87,8.87M3,17.25V21H6.75L17.81,9.93L14.06,6.18L3,17.25Z",
	play: "M8,5.14V19.14L19,12.14L8,5.14Z",
	add: "M19,13H13V19H11V13H5V11H11V5H13V11H19V13Z",
	print: "M18,3H6V7H18M19,12A1,1 0 0,1 18,11A1,1 0 0,1 19,10A1,1 0 0,1 20,11A1,1 0 0,1 19,12M16,19H8V14H16M19,8H5A3,3 0 0,0 2,11V17H6V21H18V17H22V11A3,3 0 0,0 19,8Z",
	privacy: "M21,11C21,16.55 17.16,21.74 12,23C6.84,21.74 3,16.55 3,11V5L12,1L21,5V11M12,21C15.75,20 19,15.54 19,11.22V6.3L12,3.18L5,6.3V11.22C5,15.54 8.25,20 12,21M14.8,11V9.5C14.8,8.1 13.4,7 12,7C10.6,7 9.2,8.1 9.2,9.5V11C8.6,11 8,11.6 8,12.2V15.7C8,16.4 8.6,17 9.2,17H14.7C15.4,17 16,16.4 16,15.8V12.3C16,11.6 15.4,11 14.8,11M13.5,11H10.5V9.5C10.5,8.7 11.2,8.2 12,8.2C12.8,8.2 13.5,8.7 13.5,9.5V11Z",
	shadow: "M7,2V4H8V18A4,4 0 0,0 12,22A4,4 0 0,0 16,18V4H17V2H7M11,16C10.4,16 10,15.6 10,15C10,14.4 10.4,14 11,14C11.6,14 12,14.4 12,15C12,15.6 11.6,16 11,16M13,12C12.4,12 12,11.6 12,11C12,10.4 12.4,10 13,10C13.6,10 14,10.4 14,11C14,11.6 13.6,12 13,12M14,7H10V4H14V7Z",
	upload: "M9,16V10H5L12,3L19,10H15V16H9M5,20V18H19V20H5Z",
	video: "M15,8V16H5V8H15M16,6H4A1,1 0 0,0 3,7V17A1,1 0 0,0 4,18H16A1,1 0 0,0 17,17V13.5L21,17.5V6.5L17,10.5V7A1,1 0 0,0 16,6Z",
	no_video: "M3.41,1.86L2,3.27L4.73,6H4A1,1 0 0,0 3,7V17A1,1 0 0,0 4,18H16C16.21,18 16.39,17.92 16.55,17.82L19.73,21L21.14,19.59L12.28,10.73L3.41,1.86M5,16V8H6.73L14.73,16H5M15,8V10.61L21,16.61V6.5L17,10.5V7A1,1 0 0,0 16,6H10.39L12.39,8H15Z",
	grid: "M3 11H11V3H3M5 5H9V9H5M13 21H21V13H13M15 15H19V19H15M3 21H11V13H3M5 15H9V19H5M13 3V11H21V3M19 9H15V5H19Z",
	off: "M16.56,5.44L15.11,6.89C16.84,7.94 18,9.83 18,12A6,6 0 0,1 12,18A6,6 0 0,1 6,12C6,9.83 7.16,7.94 8.88,6.88L7.44,5.44C5.36,6.88 4,9.28 4,12A8,8 0 0,0 12,20A8,8 0 0,0 20,12C20,9.28 18.64,6.88 16.56,5.44M13,3H11V13H13",
	stationary: "M19,13H5V11H19V13Z"
};
function G(e, t = 24) {
	return M`<svg class="icon" viewBox="0 0 24 24" width=${t} height=${t} aria-hidden="true">
    ${me`<path fill="currentColor" d=${Ie[e]}></path>`}
  </svg>`;
}
// \0@oxc-project+runtime@0.156.0/helpers/esm/decorate.js
function K(e, t, n, r) {
	var i = arguments.length, a = i < 3 ? t : r === null ? r = Object.getOwnPropertyDescriptor(t, n) : r, o;
	if (typeof Reflect == "object" && typeof Reflect.decorate == "function") a = Reflect.decorate(e, t, n, r);
	else for (var s = e.length - 1; s >= 0; s--) (o = e[s]) && (a = (i < 3 ? o(a) : i > 3 ? o(t, n, a) : o(t, n)) || a);
	return i > 3 && a && Object.defineProperty(t, n, a), a;
}
// src/components/picture.ts
var Le = "placa-renew-link", Re = 600;
function ze(e, t) {
	e.addEventListener(Le, (e) => {
		let { path: n, take: r } = e.detail;
		e.stopPropagation(), t().callWS({
			type: "auth/sign_path",
			path: n,
			expires: Re
		}).then((e) => r(e.path)).catch(() => void 0);
	});
}
function Be(e) {
	let t = new URL(e, location.origin);
	return t.searchParams.delete("authSig"), t.pathname + t.search;
}
var q = class extends V {
	constructor(...e) {
		super(...e), this.path = null, this.label = "", this.box = null, this.size = null, this.eager = !1, this.broken = !1, this.renewed = null, this.asked = !1, this.failed = () => {
			this.broken = !0;
			let e = this.path;
			if (this.asked || !e) return;
			this.asked = !0;
			let t = {
				path: Be(e),
				take: (t) => {
					e === this.path && (this.renewed = t, this.broken = !1);
				}
			};
			this.dispatchEvent(new CustomEvent(Le, {
				bubbles: !0,
				composed: !0,
				detail: t
			}));
		};
	}
	static {
		this.styles = o`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      background: color-mix(in srgb, var(--text) 9%, var(--surface));
      border-radius: 10px;
      aspect-ratio: 16 / 10;
    }
    img,
    svg.marks {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    img {
      object-fit: var(--placa-fit, cover);
    }
    .none {
      position: absolute;
      inset: 0;
      display: grid;
      place-items: center;
      color: color-mix(in srgb, var(--text) 30%, transparent);
    }
    rect {
      fill: none;
      stroke: #fff;
      stroke-width: 6;
      vector-effect: non-scaling-stroke;
    }
    rect + rect {
      stroke: var(--accent, #03a9f4);
      stroke-width: 3;
    }
  `;
	}
	willUpdate(e) {
		e.has("path") && (this.broken = this.asked = !1, this.renewed = null);
	}
	render() {
		let e = this.path && !this.broken;
		return M`
      ${e ? M`<img
            src=${this.renewed ?? this.path}
            alt=${this.label}
            loading=${this.eager ? "eager" : "lazy"}
            decoding="async"
            @error=${this.failed}
          />` : M`<div class="none">${G("car", 40)}</div>`}
      ${e && this.box && this.size ? this.marks(this.box, this.size) : P}
      <slot></slot>
    `;
	}
	marks(e, t) {
		let [n = 0, r = 0, i = 0, a = 0] = e, o = (i - n) * .08, s = {
			x: n - o,
			y: r - o,
			width: i - n + 2 * o,
			height: a - r + 2 * o
		}, c = o;
		return M`<svg class="marks" viewBox="0 0 ${t[0]} ${t[1]}" aria-hidden="true"
      preserveAspectRatio="xMidYMid meet">
      <rect x=${s.x} y=${s.y} width=${s.width} height=${s.height} rx=${c} />
      <rect x=${s.x} y=${s.y} width=${s.width} height=${s.height} rx=${c} />
    </svg>`;
	}
};
K([H()], q.prototype, "path", void 0), K([H()], q.prototype, "label", void 0), K([H({ attribute: !1 })], q.prototype, "box", void 0), K([H({ attribute: !1 })], q.prototype, "size", void 0), K([H({ type: Boolean })], q.prototype, "eager", void 0), K([U()], q.prototype, "broken", void 0), K([U()], q.prototype, "renewed", void 0), W("placa-picture", q);
// src/api/client.ts
var Ve = class {
	constructor(e, t) {
		this.hass = e, this.entryId = t;
	}
	watch(e) {
		let t = {
			type: "placa/watch",
			...this.entry
		};
		return this.hass().connection.subscribeMessage(e, t);
	}
	sightings(e, t, n) {
		return this.ask("sightings/list", {
			filter: e,
			limit: t,
			...n ? { before: n } : {}
		});
	}
	summary(e) {
		return this.ask("sightings/summary", { filter: e });
	}
	sighting(e) {
		return this.ask("sightings/get", { sighting_id: e });
	}
	correct(e, t) {
		return this.ask("sightings/correct", {
			sighting_id: e,
			text: t
		});
	}
	eraseSighting(e, t) {
		return this.ask("sightings/erase", {
			sighting_id: e,
			reason: t
		});
	}
	exportSightings(e, t, n) {
		return this.ask("sightings/export", {
			filter: e,
			format: t,
			reason: n
		});
	}
	plate(e) {
		return this.ask("plates/get", { text: e });
	}
	eraseCount(e) {
		return this.ask("plates/erasure", { text: e });
	}
	erasePlate(e, t) {
		return this.ask("plates/erase", {
			text: e,
			reason: t
		});
	}
	preview(e, t) {
		return this.ask("vehicles/preview", {
			plates: e,
			...t ? { vehicle_id: t } : {}
		});
	}
	saveVehicle(e, t = !1) {
		return this.ask("vehicles/save", {
			vehicle: e,
			allow_alike: t
		});
	}
	removeVehicle(e) {
		return this.ask("vehicles/remove", { vehicle_id: e });
	}
	importVehicles(e, t, n = !1) {
		return this.ask("vehicles/import", {
			table: e,
			dry_run: t,
			allow_alike: n
		});
	}
	exportVehicles() {
		return this.ask("vehicles/export", {});
	}
	createPass(e, t = !1) {
		return this.ask("passes/create", {
			pass: e,
			allow_alike: t
		});
	}
	removePass(e) {
		return this.ask("passes/remove", { pass_id: e });
	}
	decisions(e, t) {
		return this.ask("doors/decisions", {
			door_id: e,
			...t ? { before: t } : {}
		});
	}
	report(e) {
		return this.ask("doors/report", { door_id: e });
	}
	setMode(e, t) {
		return this.ask("doors/mode", {
			door_id: e,
			mode: t
		});
	}
	setPolicy(e, t) {
		return this.ask("doors/policy", {
			door_id: e,
			policy: t
		});
	}
	setAccess(e, t, n) {
		return this.ask("doors/access", {
			door_id: e,
			every_vehicle: t,
			vehicles: n
		});
	}
	confirm(e, t) {
		return this.ask("doors/confirm", {
			door_id: e,
			open: t
		});
	}
	addDoor(e) {
		return this.ask("doors/add", { door: e });
	}
	tryCamera(e) {
		return this.ask("cameras/try", { camera: e });
	}
	addCamera(e) {
		return this.ask("cameras/add", { camera: e });
	}
	camera(e) {
		return this.ask("cameras/get", { camera_id: e });
	}
	readNow(e) {
		return this.ask("cameras/read", { camera_id: e });
	}
	saveAreas(e, t, n) {
		return this.ask("cameras/areas", {
			camera_id: e,
			zones: t,
			masks: n
		});
	}
	detect(e, t) {
		return this.ask("cameras/detect", {
			camera_id: e,
			on: t
		});
	}
	survey(e) {
		return this.ask("cameras/survey", { camera_id: e });
	}
	audits(e) {
		return this.ask("privacy/audits", e ? { before: e } : {});
	}
	privacy() {
		return this.ask("privacy/get", {});
	}
	setRights(e, t) {
		return this.ask("privacy/rights", {
			user_id: e,
			rights: t
		});
	}
	get entry() {
		return this.entryId ? { entry_id: this.entryId } : {};
	}
	ask(e, t) {
		return this.hass().callWS({
			type: `placa/${e}`,
			...this.entry,
			...t
		});
	}
}, He = 6e4, Ue = 60 * He, We = 24 * Ue, Ge = class {
	constructor(e) {
		this.locale = e, this.formats = /* @__PURE__ */ new Map();
	}
	time(e, t = !1) {
		return this.write(`time${t}`, e, {
			hour: "2-digit",
			minute: "2-digit",
			...t ? { second: "2-digit" } : {}
		});
	}
	when(e) {
		return this.dayOf(e) === this.dayOf((/* @__PURE__ */ new Date()).toISOString()) ? this.time(e) : this.write("when", e, {
			day: "numeric",
			month: "short",
			hour: "2-digit",
			minute: "2-digit"
		});
	}
	day(e) {
		return this.write("day", e, {
			weekday: "long",
			day: "numeric",
			month: "long"
		});
	}
	date(e) {
		return this.write("date", e, {
			day: "numeric",
			month: "short",
			year: "numeric"
		});
	}
	moment(e) {
		return this.write("moment", e, {
			weekday: "short",
			day: "numeric",
			month: "short",
			hour: "2-digit",
			minute: "2-digit"
		});
	}
	localDay(e, t = "long") {
		let n = e.split("-").map(Number), r = new Date(Date.UTC(n[0], n[1] - 1, n[2], 12));
		return new Intl.DateTimeFormat(this.locale.language, {
			timeZone: "UTC",
			...t === "long" ? {
				weekday: "long",
				day: "numeric",
				month: "long"
			} : {
				day: "numeric",
				month: "short"
			}
		}).format(r);
	}
	dayOf(e) {
		return this.format("iso", {
			year: "numeric",
			month: "2-digit",
			day: "2-digit"
		}, "en-CA").format(new Date(e));
	}
	ago(e, t = Date.now()) {
		let n = Date.parse(e) - t, r = new Intl.RelativeTimeFormat(this.locale.language, { numeric: "auto" });
		return n > -6e4 ? r.format(0, "second") : n > -36e5 ? r.format(Math.round(n / He), "minute") : n > -864e5 ? r.format(Math.round(n / Ue), "hour") : n > -7 * We ? r.format(Math.round(n / We), "day") : this.date(e);
	}
	percent(e) {
		return new Intl.NumberFormat(this.locale.language, {
			style: "percent",
			maximumFractionDigits: +(e > .99 && e < 1)
		}).format(e);
	}
	number(e) {
		return new Intl.NumberFormat(this.locale.language).format(e);
	}
	bytes(e) {
		let t = [
			"kilobyte",
			"megabyte",
			"gigabyte"
		], n = e / 1e3, r = 0;
		for (; n >= 1e3 && r < t.length - 1;) n /= 1e3, r += 1;
		return new Intl.NumberFormat(this.locale.language, {
			style: "unit",
			unit: t[r],
			maximumFractionDigits: +(n < 10)
		}).format(n);
	}
	duration(e) {
		let t = e / 60, [n, r] = t >= 1 && Number.isInteger(t) ? [t, "minute"] : [e, "second"];
		return new Intl.NumberFormat(this.locale.language, {
			style: "unit",
			unit: r,
			unitDisplay: "long"
		}).format(n);
	}
	list(e) {
		return new Intl.ListFormat(this.locale.language, { type: "conjunction" }).format(e);
	}
	weekdays(e = "short") {
		let t = new Intl.DateTimeFormat(this.locale.language, {
			weekday: e,
			timeZone: "UTC"
		});
		return Array.from({ length: 7 }, (e, n) => t.format(new Date(Date.UTC(2024, 0, 1 + n))));
	}
	hour(e) {
		return new Intl.DateTimeFormat(this.locale.language, {
			hour: "2-digit",
			timeZone: "UTC",
			...this.clock
		}).format(new Date(Date.UTC(2024, 0, 1, e)));
	}
	get clock() {
		return this.locale.hour12 === void 0 ? {} : { hourCycle: this.locale.hour12 ? "h12" : "h23" };
	}
	write(e, t, n) {
		return this.format(e, n).format(new Date(t));
	}
	format(e, t, n = this.locale.language) {
		let r = this.formats.get(e);
		return r || (r = new Intl.DateTimeFormat(n, {
			timeZone: this.locale.timeZone,
			...this.clock,
			...t
		}), this.formats.set(e, r)), r;
	}
}, Ke = {
	en: () => import("./en-CvHDzdgS.js"),
	de: () => import("./de-Bxc_Olqi.js"),
	fr: () => import("./fr-B5eFtWP8.js"),
	es: () => import("./es-I_7iv07k.js"),
	nl: () => import("./nl-BtxB1P2v.js")
};
async function qe(e) {
	let t = e.split("-")[0] ?? "en", n = t in Ke ? t : "en", r = (await Ke[n]()).default;
	return Je(r, n);
}
function Je(e, t) {
	let n = new Intl.PluralRules(t), r = new Intl.NumberFormat(t);
	return (t, i = {}) => {
		let a = e[t];
		return a === void 0 && typeof i.count == "number" && (a = e[`${t}.${n.select(i.count)}`] ?? e[`${t}.other`]), (a ?? t).replace(/\{(\w+)\}/g, (e, t) => {
			let n = i[t];
			return n === void 0 ? e : typeof n == "number" ? r.format(n) : n;
		});
	};
}
// src/place.ts
var Ye = [
	"now",
	"history",
	"sighting",
	"plate",
	"vehicles",
	"doors",
	"cameras",
	"privacy"
], Xe = ["hours", "weekdays"];
function Ze(e, t) {
	let n = e.split("/").find((e) => e) ?? "now", r = Ye.find((e) => e === n) ?? "now", i = new URLSearchParams(t.replace(/^#/, "")), a = i.get("id");
	i.delete("id");
	let o = {};
	for (let [e, t] of i) o[e] = Xe.includes(e) ? t.split(",").map(Number) : e === "alike" ? t === "true" : t;
	return {
		view: r,
		what: a,
		filter: o
	};
}
function Qe(e, t, n = {}) {
	let r = new URLSearchParams();
	t && r.set("id", t);
	for (let [e, t] of Object.entries(n)) t !== void 0 && t !== "" && t !== !1 && r.set(e, String(t));
	let i = r.toString();
	return `/placa/${e}${i ? `#${i}` : ""}`;
}
// src/styles.ts
var $e = o`
  :host {
    --accent: var(--primary-color, #0288d1);
    --on-accent: var(--text-primary-color, #fff);
    --surface: var(--ha-card-background, var(--card-background-color, #fff));
    --ground: var(--primary-background-color, #fafafa);
    --text: var(--primary-text-color, #212121);
    --muted: var(--secondary-text-color, #5f6368);
    --line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --good: color-mix(in srgb, var(--success-color, #43a047) 56%, var(--text));
    --bad: color-mix(in srgb, var(--error-color, #db4437) 72%, var(--text));
    --warn: color-mix(in srgb, var(--warning-color, #ffa600) 52%, var(--text));
    --link: color-mix(in srgb, var(--accent) 66%, var(--text));
    --tint: color-mix(in srgb, var(--accent) 11%, var(--surface));
    --sunken: color-mix(in srgb, var(--text) 5%, var(--surface));
    --radius: var(--ha-card-border-radius, 14px);
    color: var(--text);
    font-family: var(--ha-font-family-body, var(--mdc-typography-font-family, Roboto, sans-serif));
    font-size: 14px;
    line-height: 1.45;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  .icon {
    flex: none;
    display: block;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
    }
  }
`, et = o`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 16px;
    border: 1px solid var(--line);
    border-radius: 20px;
    background: var(--surface);
    color: var(--text);
    font-weight: 500;
    text-decoration: none;
    cursor: pointer;
    transition: background 120ms;
  }
  button:hover:not(:disabled) {
    background: var(--sunken);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.main {
    border-color: transparent;
    background: var(--link);
    color: var(--surface);
  }
  button.main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--link) 88%, var(--text));
  }
  button.danger {
    color: var(--bad);
  }
  button.plain {
    border-color: transparent;
    background: transparent;
    color: var(--link);
    padding: 0 10px;
  }
  button.round {
    width: 40px;
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: inherit;
  }
  button.round:hover:not(:disabled),
  button.plain:hover:not(:disabled) {
    background: var(--sunken);
  }
  :focus-visible {
    outline: 2px solid var(--link);
    outline-offset: 2px;
  }
  a {
    color: var(--link);
  }
  label.field {
    display: grid;
    gap: 4px;
    font-size: 12.5px;
    color: var(--muted);
  }
  input:not([type="checkbox"], [type="radio"], [type="file"], [type="range"]),
  select,
  textarea {
    width: 100%;
    min-height: 42px;
    padding: 8px 12px;
    border: 1px solid color-mix(in srgb, var(--text) 32%, var(--surface));
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    font-size: 15px;
  }
  textarea {
    min-height: 84px;
    resize: vertical;
  }
  input[type="checkbox"],
  input[type="radio"] {
    accent-color: var(--link);
    width: 18px;
    height: 18px;
    flex: none;
    margin: 0;
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    color: var(--text);
    cursor: pointer;
  }
  .card {
    background: var(--surface);
    border-radius: var(--radius);
    border: 1px solid var(--line);
    padding: 16px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 24px;
    padding: 0 9px;
    border-radius: 12px;
    background: var(--sunken);
    color: var(--muted);
    font-size: 12px;
    font-weight: 500;
    white-space: nowrap;
  }
  .chip.good {
    background: color-mix(in srgb, var(--good) 13%, var(--surface));
    color: var(--good);
  }
  .chip.bad {
    background: color-mix(in srgb, var(--bad) 11%, var(--surface));
    color: var(--bad);
  }
  .chip.warn {
    background: color-mix(in srgb, var(--warn) 13%, var(--surface));
    color: var(--warn);
  }
  .chip.accent {
    background: var(--tint);
    color: var(--link);
  }
  h1,
  h2,
  h3 {
    margin: 0;
    font-weight: 600;
    line-height: 1.25;
  }
  h1 {
    font-size: 22px;
  }
  h2 {
    font-size: 16px;
  }
  h3 {
    font-size: 14px;
  }
  p {
    margin: 0;
  }
  .muted {
    color: var(--muted);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 10px;
    flex-wrap: wrap;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .one-line {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .note {
    display: flex;
    gap: 10px;
    padding: 12px 14px;
    border-radius: 12px;
    background: var(--sunken);
  }
  .note.warn {
    background: color-mix(in srgb, var(--warn) 11%, var(--surface));
  }
  .note.bad {
    background: color-mix(in srgb, var(--bad) 9%, var(--surface));
  }
  .note .icon {
    color: var(--warn);
  }
  .note.bad .icon {
    color: var(--bad);
  }
`, tt = o`
  :host {
    display: block;
    padding: 20px clamp(12px, 2.5vw, 32px) 40px;
    max-width: 1760px;
    margin-inline: auto;
  }
  .stack {
    display: grid;
    gap: 16px;
    grid-template-columns: minmax(0, 1fr);
  }
  .section-head {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-bottom: 12px;
  }
`, nt = {
	granted: {
		look: "good",
		icon: "granted"
	},
	awaiting: {
		look: "warn",
		icon: "unknown"
	},
	refused: {
		look: "bad",
		icon: "failed"
	},
	shadow: {
		look: "accent",
		icon: "shadow"
	}
}, rt = {
	armed: {
		look: "good",
		icon: "armed"
	},
	shadow: {
		look: "accent",
		icon: "shadow"
	},
	off: {
		look: "",
		icon: "off"
	}
};
function J(e, t, n) {
	let { look: r, icon: i } = nt[t];
	return M`<span class="chip ${r}">${G(i, 15)}
    ${n ? e.t(`verdict.door.${t}`, { door: n }) : e.t(`verdict.${t}`)}</span>`;
}
function it(e) {
	for (let t of [
		"granted",
		"awaiting",
		"shadow",
		"refused"
	]) {
		let n = e.find((e) => e.verdict === t);
		if (n) return n;
	}
	return null;
}
function at(e, t) {
	let { look: n, icon: r } = rt[t];
	return M`<span class="chip ${n}">${G(r, 15)} ${e.t(`mode.${t}`)}</span>`;
}
function ot(e, t) {
	return t === null ? M`<span class="chip">${e.t("whom.unknown")}</span>` : t.kind === "vehicle" ? P : M`<span class="chip ${t.kind === "denied" ? "bad" : "accent"}"
    >${e.t(`whom.${t.kind}`)}</span
  >`;
}
function st(e) {
	return e.whom?.name ?? e.text;
}
function ct(e, t) {
	return e.t("sighting.described", {
		who: st(t),
		camera: t.camera,
		when: e.format.moment(t.first_seen)
	});
}
function lt(e, t) {
	if (!t.detection) return M`<span class="chip">${G("pause", 15)} ${e.t("camera.paused")}</span>`;
	if (t.state === "streaming" && !t.frozen) return M`<span class="chip good">${G("video", 15)} ${e.t("camera.streaming")}</span>`;
	let n = t.frozen ? "frozen" : t.problem ?? t.state, r = [
		"frozen",
		"unreachable",
		"unauthorized",
		"no_such_stream",
		"login_method",
		"udp_only",
		"not_video",
		"stalled",
		"ended",
		"bad_url",
		"connecting",
		"idle",
		"failed"
	].find((e) => e === n) ?? "failed";
	return M`<span class="chip ${r === "connecting" || r === "idle" ? "warn" : "bad"}">${G("no_video", 15)} ${e.t(`camera.${r}`)}</span>`;
}
function ut(e, t, n) {
	let r = Qe(e, t, n);
	return {
		path: r,
		click(e) {
			e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || (e.preventDefault(), ke(r));
		}
	};
}
// src/element.ts
var Y = class extends V {
	get t() {
		return this.app.t;
	}
	get format() {
		return this.app.format;
	}
	may(e) {
		return this.app.overview.rights.includes(e);
	}
	go(e, t, n, r = !1) {
		ke(Qe(e, t, n), r);
	}
	async attempt(e, t) {
		try {
			await e();
		} catch (e) {
			let t = e;
			return this.app.tell(t?.message ?? String(e), !0), !1;
		}
		return t && this.app.tell(t), !0;
	}
};
K([H({ attribute: !1 })], Y.prototype, "app", void 0);
// src/components/plate.ts
var dt = .9, X = class extends V {
	constructor(...e) {
		super(...e), this.text = "", this.chars = [], this.large = !1;
	}
	static {
		this.styles = o`
    :host {
      display: inline-flex;
      max-width: 100%;
      direction: ltr;
      vertical-align: middle;
    }
    span.plate {
      display: inline-flex;
      align-items: stretch;
      max-width: 100%;
      overflow: hidden;
      border: 1.5px solid color-mix(in srgb, var(--text) 62%, var(--surface));
      border-radius: 5px;
      background: var(--surface);
      color: var(--text);
      font-family: var(--ha-font-family-code, "Roboto Mono", ui-monospace, monospace);
      font-weight: 700;
      font-size: 14px;
      letter-spacing: 0.06em;
      line-height: 1;
      white-space: nowrap;
    }
    .band {
      width: 7px;
      background: var(--accent);
      flex: none;
    }
    .text {
      padding: 4px 7px 4px 6px;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    :host([large]) span.plate {
      font-size: 26px;
      border-width: 2px;
      border-radius: 8px;
    }
    :host([large]) .band {
      width: 12px;
    }
    :host([large]) .text {
      padding: 8px 14px 8px 12px;
    }
    .doubtful {
      text-decoration: underline wavy var(--warn) 1.5px;
      text-underline-offset: 3px;
    }
  `;
	}
	render() {
		let e = this.chars.length ? this.chars.map((e) => M`<span class=${e.confidence < .9 ? "doubtful" : ""}>${e.char}</span>`) : this.text;
		return this.text ? M`<span class="plate"><span class="band"></span><span class="text">${e}</span></span>` : P;
	}
};
K([H()], X.prototype, "text", void 0), K([H({ attribute: !1 })], X.prototype, "chars", void 0), K([H({
	type: Boolean,
	reflect: !0
})], X.prototype, "large", void 0), W("placa-plate", X);
// node_modules/lit-html/directive.js
var ft = {
	ATTRIBUTE: 1,
	CHILD: 2,
	PROPERTY: 3,
	BOOLEAN_ATTRIBUTE: 4,
	EVENT: 5,
	ELEMENT: 6
}, pt = (e) => (...t) => ({
	_$litDirective$: e,
	values: t
}), mt = class {
	constructor(e) {}
	get _$AU() {
		return this._$AM._$AU;
	}
	_$AT(e, t, n) {
		this._$Ct = e, this._$AM = t, this._$Ci = n;
	}
	_$AS(e, t) {
		return this.update(e, t);
	}
	update(e, t) {
		return this.render(...t);
	}
}, { I: ht } = Ce, gt = (e) => e, _t = () => document.createComment(""), Z = (e, t, n) => {
	let r = e._$AA.parentNode, i = t === void 0 ? e._$AB : t._$AA;
	if (n === void 0) n = new ht(r.insertBefore(_t(), i), r.insertBefore(_t(), i), e, e.options);
	else {
		let t = n._$AB.nextSibling, a = n._$AM, o = a !== e;
		if (o) {
			let t;
			n._$AQ?.(e), n._$AM = e, n._$AP !== void 0 && (t = e._$AU) !== a._$AU && n._$AP(t);
		}
		if (t !== i || o) {
			let e = n._$AA;
			for (; e !== t;) {
				let t = gt(e).nextSibling;
				gt(r).insertBefore(e, i), e = t;
			}
		}
	}
	return n;
}, Q = (e, t, n = e) => (e._$AI(t, n), e), vt = {}, yt = (e, t = vt) => e._$AH = t, bt = (e) => e._$AH, xt = (e) => {
	e._$AR(), e._$AA.remove();
}, St = (e, t, n) => {
	let r = /* @__PURE__ */ new Map();
	for (let i = t; i <= n; i++) r.set(e[i], i);
	return r;
}, Ct = pt(class extends mt {
	constructor(e) {
		if (super(e), e.type !== ft.CHILD) throw Error("repeat() can only be used in text expressions");
	}
	dt(e, t, n) {
		let r;
		n === void 0 ? n = t : t !== void 0 && (r = t);
		let i = [], a = [], o = 0;
		for (let t of e) i[o] = r ? r(t, o) : o, a[o] = n(t, o), o++;
		return {
			values: a,
			keys: i
		};
	}
	render(e, t, n) {
		return this.dt(e, t, n).values;
	}
	update(e, [t, n, r]) {
		let i = bt(e), { values: a, keys: o } = this.dt(t, n, r);
		if (!Array.isArray(i)) return this.ut = o, a;
		let s = this.ut ??= [], c = [], l, u, d = 0, f = i.length - 1, p = 0, m = a.length - 1;
		for (; d <= f && p <= m;) if (i[d] === null) d++;
		else if (i[f] === null) f--;
		else if (s[d] === o[p]) c[p] = Q(i[d], a[p]), d++, p++;
		else if (s[f] === o[m]) c[m] = Q(i[f], a[m]), f--, m--;
		else if (s[d] === o[m]) c[m] = Q(i[d], a[m]), Z(e, c[m + 1], i[d]), d++, m--;
		else if (s[f] === o[p]) c[p] = Q(i[f], a[p]), Z(e, i[d], i[f]), f--, p++;
		else if (l === void 0 && (l = St(o, p, m), u = St(s, d, f)), l.has(s[d])) {
			if (l.has(s[f])) {
				let t = u.get(o[p]), n = t === void 0 ? null : i[t];
				if (n === null) {
					let t = Z(e, i[d]);
					Q(t, a[p]), c[p] = t;
				} else c[p] = Q(n, a[p]), Z(e, i[d], n), i[t] = null;
				p++;
			} else xt(i[f]), f--;
		} else xt(i[d]), d++;
		for (; p <= m;) {
			let t = Z(e, c[m + 1]);
			Q(t, a[p]), c[p++] = t;
		}
		for (; d <= f;) {
			let e = i[d++];
			e !== null && xt(e);
		}
		return this.ut = o, yt(e, c), N;
	}
}), $ = class extends Y {
	constructor(...e) {
		super(...e), this.look = "tile";
	}
	static {
		this.styles = [
			$e,
			et,
			o`
      :host {
        display: block;
        min-width: 0;
      }
      a {
        display: block;
        height: 100%;
        color: inherit;
        text-decoration: none;
        border-radius: var(--radius);
        border: 1px solid var(--line);
        background: var(--surface);
        overflow: hidden;
        transition: border-color 120ms, transform 120ms;
      }
      a:hover {
        border-color: color-mix(in srgb, var(--link) 50%, var(--line));
      }
      placa-picture {
        border-radius: 0;
      }
      .verdict {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-start: 8px;
        max-width: calc(100% - 16px);
        overflow: hidden;
        border-radius: 12px;
      }
      .live {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-end: 8px;
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 2px 9px;
        border-radius: 12px;
        background: var(--surface);
        color: var(--bad);
        font-size: 12px;
        font-weight: 600;
      }
      .live::before {
        content: "";
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: currentColor;
        animation: pulse 1.4s infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.25;
        }
      }
      .words {
        display: grid;
        gap: 3px;
        padding: 10px 12px 11px;
        min-width: 0;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-width: 0;
      }
      .name {
        font-weight: 600;
        font-size: 15px;
      }
      .where {
        display: flex;
        align-items: center;
        gap: 4px;
        color: var(--muted);
        font-size: 12.5px;
        min-width: 0;
      }
      time {
        color: var(--muted);
        font-size: 12.5px;
        font-variant-numeric: tabular-nums;
        flex: none;
      }
      .sure {
        height: 4px;
        border-radius: 2px;
        background: var(--sunken);
        overflow: hidden;
      }
      .sure span {
        display: block;
        height: 100%;
        background: var(--good);
        transition: width 300ms;
      }
      :host([look="line"]) a {
        display: grid;
        grid-template-columns: 132px 116px minmax(0, 1fr) auto;
        align-items: center;
        gap: 14px;
        border-radius: 10px;
        padding-inline-end: 14px;
      }
      :host([look="line"]) placa-picture {
        height: 100%;
        aspect-ratio: auto;
        align-self: stretch;
      }
      :host([look="line"]) .crop {
        align-self: center;
        height: 46px;
        border-radius: 6px;
        --placa-fit: contain;
      }
      :host([look="line"]) .words {
        padding: 0;
      }
      :host([look="line"]) .head {
        justify-content: start;
      }
      :host([look="line"]) .end {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      @container (max-width: 620px) {
        :host([look="line"]) a {
          grid-template-columns: 104px minmax(0, 1fr);
          padding-inline-end: 10px;
        }
        :host([look="line"]) .crop {
          display: none;
        }
        :host([look="line"]) .end {
          position: absolute;
          inset-block-end: 10px;
          inset-inline-end: 12px;
        }
        :host([look="line"]) .end .chip {
          display: none;
        }
      }
    `
		];
	}
	render() {
		let { sighting: e } = this, t = ut("sighting", e.sighting_id);
		return M`<a href=${t.path} @click=${t.click}>
      ${this.look === "tile" ? this.tile() : this.line()}
    </a>`;
	}
	tile() {
		let { sighting: e, app: t } = this, n = it(e.verdicts);
		return M`
      <placa-picture .path=${e.pictures?.vehicle ?? null}>
        ${n ? M`<div class="verdict">${J(t, n.verdict, n.door)}</div>` : P}
        ${e.state === "live" ? M`<div class="live">${this.t("now.live")}</div>` : P}
      </placa-picture>
      <div class="words">
        <div class="head">
          ${e.whom ? M`<span class="name one-line">${e.whom.name}</span>` : M`<placa-plate .text=${e.text}></placa-plate>`}
          <time datetime=${e.first_seen}>${this.format.when(e.first_seen)}</time>
        </div>
        ${this.where()}
        ${e.state === "live" ? M`<div class="sure" role="meter" aria-valuemin="0" aria-valuemax="100"
              aria-valuenow=${Math.round(e.confidence * 100)} aria-label=${this.t("now.sure")}>
              <span style="width:${e.confidence * 100}%"></span>
            </div>` : P}
      </div>
    `;
	}
	line() {
		let { sighting: e, app: t } = this, n = it(e.verdicts);
		return M`
      <placa-picture .path=${e.pictures?.vehicle ?? null}></placa-picture>
      <placa-picture class="crop" .path=${e.pictures?.crop ?? null}></placa-picture>
      <div class="words">
        <div class="head">
          ${e.whom ? M`<span class="name one-line">${e.whom.name}</span>` : P}
          <placa-plate .text=${e.text}></placa-plate>
          ${e.whom && e.whom.kind !== "vehicle" ? ot(t, e.whom) : P}
        </div>
        ${this.where()}
      </div>
      <div class="end">
        ${n ? J(t, n.verdict, n.door) : P}
        <time datetime=${e.first_seen}>${this.format.time(e.first_seen, !0)}</time>
      </div>
    `;
	}
	where() {
		let { sighting: e } = this;
		return M`<div class="where">
      ${G(e.direction, 15)}
      <span class="one-line"
        >${e.camera} · ${this.t(`direction.${e.direction}`)}${e.read_as ? ` · ${this.t("sighting.corrected")}` : ""}</span
      >
    </div>`;
	}
};
K([H({ attribute: !1 })], $.prototype, "sighting", void 0), K([H({ reflect: !0 })], $.prototype, "look", void 0), W("placa-tile", $);
export { o as A, Ae as C, P as D, V as E, M as O, je as S, H as T, Ve as _, ct as a, G as b, st as c, et as d, tt as f, Ge as g, qe as h, lt as i, me as k, J as l, Ze as m, dt as n, ut as o, $e as p, Y as r, at as s, Ct as t, ot as u, ze as v, U as w, W as x, K as y };
