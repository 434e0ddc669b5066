import { LitElement } from "lit";
import { property } from "lit/decorators.js";

import type { Api } from "./api/client";
import type { Filter, Overview, Right } from "./api/types";
import type { Format } from "./format";
import { type Hass, navigate } from "./ha";
import type { Translate } from "./i18n";
import { pathOf, type Place, type View } from "./place";

/** What every view is given; a new one whenever something in it changed. */
export interface App {
  hass: Hass;
  api: Api;
  overview: Overview;
  place: Place;
  narrow: boolean;
  t: Translate;
  format: Format;
  /** Tell the user something, for a while. */
  tell(text: string, failed?: boolean): void;
}

/** An element of the panel. */
export class PlacaElement extends LitElement {
  @property({ attribute: false }) app!: App;

  protected get t(): Translate {
    return this.app.t;
  }

  protected get format(): Format {
    return this.app.format;
  }

  protected may(right: Right): boolean {
    return this.app.overview.rights.includes(right);
  }

  protected go(view: View, what?: string | null, filter?: Filter, replace = false): void {
    navigate(pathOf(view, what, filter), replace);
  }

  /** Do something that may fail, and say so if it does; whether it was done. */
  protected async attempt(act: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await act();
    } catch (error) {
      const told = error as { message?: string } | undefined;
      this.app.tell(told?.message ?? String(error), true);
      return false;
    }
    if (done) this.app.tell(done);
    return true;
  }
}
