/** The pretended plan: a small shop with a menu, hours, two queues and a callback. */
export const shop = {
  name: "Example shop",
  timezone: "Europe/Athens",
  languages: ["en", "ru"],
  prompts: {
    welcome: {
      en: "Welcome to the example shop. For support press 1, for sales press 2, for your order press 3, for our opening hours press 4.",
      ru: "Здравствуйте! Поддержка — нажмите 1, продажи — 2, ваш заказ — 3, часы работы — 4.",
    },
    hours_told: {
      en: "We are here Monday to Friday from nine to six, and on Saturday from ten to two.",
      ru: "Мы работаем с понедельника по пятницу с девяти до шести, в субботу с десяти до двух.",
    },
    closed_told: {
      en: "We are closed right now. Leave us a message and we will call you back.",
      ru: "Сейчас мы закрыты. Оставьте сообщение, и мы вам перезвоним.",
    },
    order_ask: { en: "Please type the number of your order." },
    order_told: {
      en: "Your order {order:digits} is on its way.",
      ru: "Ваш заказ {order:digits} в пути.",
    },
    while_waiting: {
      en: "To be called back instead of waiting, press 1.",
      ru: "Чтобы мы перезвонили, нажмите 1.",
    },
    music_shop: { en: { sound: "demo-congrats" } },
    outage: {
      en: "Our payment system is down at the moment. We are working on it.",
      ru: "Сейчас не работает приём оплаты. Мы уже чиним.",
    },
  },
  incidents: ["outage"],
  hours: {
    shop: {
      week: { "mon-fri": "09:00-18:00", sat: "10:00-14:00" },
      holidays: { country: "GR" },
      days: [
        { date: "2026-12-24", name: "Christmas Eve", hours: "09:00-13:00" },
        { date: "2026-12-31", name: "Stocktaking", hours: "" },
      ],
    },
    sales: { week: { "mon-fri": "10:00-13:00, 14:00-17:00" }, days: [] },
  },
  flow: {
    door: { kind: "hours", hours: "shop", open: "main", closed: "after_hours" },
    main: {
      kind: "menu",
      say: "welcome",
      keys: { 1: "support", 2: "sales", 3: "order", 4: "opening" },
      otherwise: "support",
    },
    opening: { kind: "say", say: "hours_told", next: "main" },
    order: {
      kind: "digits",
      say: "order_ask",
      name: "order",
      least: 4,
      most: 8,
      read_back: true,
      next: "find_order",
      otherwise: "support",
    },
    find_order: {
      kind: "look_up",
      source: "callers",
      key: "order",
      found: "order_told",
      missing: "support",
    },
    order_told: { kind: "say", say: "order_told", next: "rating" },
    rating: { kind: "survey", say: "order_told", question: "satisfied", next: "bye" },
    bye: { kind: "hang_up", say: "goodbye" },
    after_hours: { kind: "message", say: "closed_told" },
    callback: { kind: "callback", queue: "support" },
  },
  outside: ["+302103456789"],
  numbers: [
    { number: "100", start: "door", person: "support", music: "default" },
    { number: "101", queue: "sales" },
  ],
  queues: [
    {
      queue: "support",
      name: "Support",
      operators: "all",
      ring_s: 15,
      wrap_up_s: 20,
      objective: 0.8,
      threshold_s: 20,
      waiting: {
        announce: { place: true, wait: true, keys: "while_waiting" },
        keys: { 1: "callback" },
        overflow: [{ when: "too_long", after_s: 300, to: "callback" }],
      },
    },
    {
      queue: "sales",
      name: "Sales",
      operators: ["anna", "boris", "lena"],
      ring_s: 20,
      objective: 0.9,
      threshold_s: 15,
      waiting: {
        hours: "sales",
        closed: "after_hours",
        overflow: [{ when: "nobody", to: "support" }],
      },
    },
  ],
  recording: { record: true, except_queues: [] },
};

export const queueDefaults = {
  operators: "all",
  ring_s: 15,
  ring_at_once: 1,
  wrap_up_s: 15,
  objective: 0.8,
  threshold_s: 20,
  short_abandon_s: 5,
  requires: {},
  prefers: [],
  priority: 0,
  waiting: {
    music: null,
    hours: null,
    closed: null,
    at_closing: null,
    announce: null,
    keys: {},
    overflow: [],
    after_talk: null,
  },
};

export const numberDefaults = {
  queue: null,
  start: null,
  person: null,
  music: "default",
  priority: 0,
  language: "",
  needs: {},
  last_operator: false,
};

export const nodeDefaults = {
  say: { whole: false },
  menu: { tries: 3, timeout_s: 5 },
  digits: { least: 1, most: 20, timeout_s: 5, tries: 3, read_back: false, sensitive: false },
  hours: { holiday: null },
  language: { tries: 2, timeout_s: 5 },
  recognise: { blocked: null, vip: null, known: null },
  look_up: { source: "callers", key: "caller", say: null, timeout_s: 2, failed: null },
  criteria: { priority: 0, needs: {}, preferred: null },
  queue: { say: null },
  callback: { say: null, queue: null, tries: 3, timeout_s: 8, next: null, otherwise: null },
  message: { say: null, max_s: 180, silence_s: 5, next: null },
  transfer: { say: null, ring_s: 30 },
  survey: { least: 1, most: 5, tries: 2, timeout_s: 6 },
  hang_up: { say: null },
};

/** The ways out of a node: fields that are targets. */
export const ways = [
  "next",
  "open",
  "closed",
  "holiday",
  "blocked",
  "vip",
  "known",
  "found",
  "missing",
  "failed",
  "otherwise",
];
