-- The catalogue of one revision. The tables hold what authors wrote, number is the order they wrote it in, counted from 1;
-- a text is a JSON object from language to string, NULL where there is none.

CREATE TABLE catalog (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  revision    TEXT NOT NULL,
  title       TEXT,
  description TEXT,
  licence     TEXT NOT NULL,
  contact     TEXT NOT NULL,
  layer       TEXT NOT NULL,
  file        TEXT NOT NULL
) STRICT;

CREATE TABLE language (
  number INTEGER PRIMARY KEY,
  lang   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE upstream (
  number INTEGER PRIMARY KEY,
  name   TEXT NOT NULL,
  url    TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  date   TEXT NOT NULL
) STRICT;

CREATE TABLE role (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  layer       TEXT NOT NULL,
  file        TEXT NOT NULL,
  position    INTEGER NOT NULL,
  title       TEXT,
  description TEXT,
  body        TEXT
) STRICT;

CREATE TABLE role_name (
  role   INTEGER NOT NULL REFERENCES role,
  sort   TEXT NOT NULL CHECK (sort IN ('alias', 'profile')),
  number INTEGER NOT NULL,
  title  TEXT,
  PRIMARY KEY (role, sort, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
  number            INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  layer             TEXT NOT NULL,
  file              TEXT NOT NULL,
  stage             INTEGER NOT NULL UNIQUE, -- the step's own number: 1, 2, …
  title             TEXT,
  maturity_question TEXT,
  body              TEXT,
  checklist_intro   TEXT,
  actions_pending   INTEGER NOT NULL,
  support_label     TEXT,
  support_resource  INTEGER REFERENCES resource DEFERRABLE INITIALLY DEFERRED,
  support_guide     INTEGER REFERENCES guide DEFERRABLE INITIALLY DEFERRED,
  support_article   INTEGER REFERENCES article DEFERRABLE INITIALLY DEFERRED,
  support_appointment TEXT,
  support_with      TEXT,
  support_pending   INTEGER NOT NULL,
  gate_score        REAL,
  gate_coverage     REAL
) STRICT;

CREATE TABLE action (
  step   INTEGER NOT NULL REFERENCES step,
  number INTEGER NOT NULL,
  label  TEXT,
  PRIMARY KEY (step, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE action_link (
  step     INTEGER NOT NULL,
  action   INTEGER NOT NULL,
  number   INTEGER NOT NULL,
  resource INTEGER REFERENCES resource,
  guide    INTEGER REFERENCES guide,
  article  INTEGER REFERENCES article,
  PRIMARY KEY (step, action, number),
  FOREIGN KEY (step, action) REFERENCES action (step, number),
  CHECK ((resource IS NOT NULL) + (guide IS NOT NULL) + (article IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE objective (
  step   INTEGER NOT NULL REFERENCES step,
  number INTEGER NOT NULL,
  role   INTEGER NOT NULL REFERENCES role,
  text   TEXT,
  PRIMARY KEY (step, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE topic (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  layer  TEXT NOT NULL,
  file   TEXT NOT NULL,
  title  TEXT
) STRICT;

CREATE TABLE respondent (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  layer  TEXT NOT NULL,
  file   TEXT NOT NULL,
  title  TEXT
) STRICT;

CREATE TABLE guide (
  number  INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  layer   TEXT NOT NULL,
  file    TEXT NOT NULL,
  title   TEXT,
  url     TEXT NOT NULL,
  network TEXT NOT NULL,
  account TEXT NOT NULL,
  cost    TEXT NOT NULL
) STRICT;

CREATE TABLE article (
  number  INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  layer   TEXT NOT NULL,
  file    TEXT NOT NULL,
  title   TEXT,
  summary TEXT,
  body    TEXT,
  step    INTEGER REFERENCES step
) STRICT;

CREATE TABLE article_line (
  article INTEGER NOT NULL REFERENCES article,
  sort    TEXT NOT NULL CHECK (sort IN ('question', 'takeaway')),
  number  INTEGER NOT NULL,
  text    TEXT,
  PRIMARY KEY (article, sort, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource (
  number         INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  layer          TEXT NOT NULL,
  file           TEXT NOT NULL,
  title          TEXT,
  summary        TEXT,
  body           TEXT,
  url            TEXT NOT NULL,
  kind           TEXT NOT NULL,
  provider       TEXT NOT NULL,
  minutes        INTEGER, -- NULL where it is not known
  network        TEXT NOT NULL,
  account        TEXT NOT NULL,
  cost           TEXT NOT NULL,
  dead           INTEGER NOT NULL,
  dead_reason    TEXT,
  dead_successor TEXT NOT NULL,
  unreachable    INTEGER NOT NULL
) STRICT;

CREATE TABLE resource_language (
  resource INTEGER NOT NULL REFERENCES resource,
  number   INTEGER NOT NULL,
  lang     TEXT NOT NULL,
  PRIMARY KEY (resource, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource_topic (
  resource INTEGER NOT NULL REFERENCES resource,
  number   INTEGER NOT NULL,
  topic    INTEGER NOT NULL REFERENCES topic,
  PRIMARY KEY (resource, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE requirement (
  resource INTEGER NOT NULL REFERENCES resource,
  number   INTEGER NOT NULL,
  requires INTEGER NOT NULL REFERENCES resource,
  basis    TEXT NOT NULL,
  why      TEXT,
  PRIMARY KEY (resource, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE placement (
  resource INTEGER NOT NULL REFERENCES resource,
  number   INTEGER NOT NULL,
  step     INTEGER NOT NULL REFERENCES step,
  everyone INTEGER NOT NULL,
  position INTEGER NOT NULL,
  title    TEXT,
  PRIMARY KEY (resource, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE placement_role (
  resource  INTEGER NOT NULL,
  placement INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  role      INTEGER NOT NULL REFERENCES role,
  PRIMARY KEY (resource, placement, number),
  FOREIGN KEY (resource, placement) REFERENCES placement (resource, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE planned (
  number   INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  layer    TEXT NOT NULL,
  file     TEXT NOT NULL,
  step     INTEGER NOT NULL REFERENCES step,
  position INTEGER NOT NULL,
  title    TEXT
) STRICT;

CREATE TABLE section (
  number       INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  layer        TEXT NOT NULL,
  file         TEXT NOT NULL,
  step         INTEGER NOT NULL REFERENCES step,
  title        TEXT,
  blocking     INTEGER NOT NULL,
  support_only INTEGER NOT NULL
) STRICT;

CREATE TABLE question (
  number       INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  layer        TEXT NOT NULL,
  file         TEXT NOT NULL,
  section      INTEGER NOT NULL REFERENCES section,
  text         TEXT,
  details      TEXT,
  kind         TEXT NOT NULL,
  expects      TEXT NOT NULL,
  blocking     INTEGER, -- NULL: as its section
  support_only INTEGER, -- NULL: as its section
  only_if      INTEGER REFERENCES question DEFERRABLE INITIALLY DEFERRED,
  valid_days   INTEGER NOT NULL,
  weight       INTEGER NOT NULL,
  source       TEXT NOT NULL
) STRICT;

CREATE TABLE condition_answer (
  question INTEGER NOT NULL REFERENCES question,
  number   INTEGER NOT NULL,
  answer   TEXT NOT NULL,
  PRIMARY KEY (question, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE question_respondent (
  question   INTEGER NOT NULL REFERENCES question,
  number     INTEGER NOT NULL,
  respondent INTEGER NOT NULL REFERENCES respondent,
  PRIMARY KEY (question, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE help (
  question INTEGER NOT NULL REFERENCES question,
  number   INTEGER NOT NULL,
  resource INTEGER REFERENCES resource,
  guide    INTEGER REFERENCES guide,
  article  INTEGER REFERENCES article,
  strength TEXT NOT NULL,
  why      TEXT,
  PRIMARY KEY (question, number),
  CHECK ((resource IS NOT NULL) + (guide IS NOT NULL) + (article IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE service (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  layer       TEXT NOT NULL,
  file        TEXT NOT NULL,
  title       TEXT,
  description TEXT
) STRICT;

CREATE TABLE service_step (
  service INTEGER NOT NULL REFERENCES service,
  number  INTEGER NOT NULL,
  step    INTEGER NOT NULL REFERENCES step,
  PRIMARY KEY (service, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
  number   INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  layer    TEXT NOT NULL,
  file     TEXT NOT NULL,
  question TEXT
) STRICT;

CREATE TABLE fact_value (
  fact   INTEGER NOT NULL REFERENCES fact,
  number INTEGER NOT NULL,
  id     TEXT NOT NULL,
  title  TEXT,
  PRIMARY KEY (fact, number),
  UNIQUE (fact, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  layer  TEXT NOT NULL,
  file   TEXT NOT NULL,
  title  TEXT,
  note   TEXT,
  source TEXT NOT NULL
) STRICT;

CREATE TABLE rule_value (
  rule   INTEGER NOT NULL REFERENCES rule,
  fact   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (rule, fact, number),
  FOREIGN KEY (fact, value) REFERENCES fact_value (fact, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
  rule    INTEGER NOT NULL REFERENCES rule,
  service INTEGER NOT NULL REFERENCES service,
  outcome TEXT NOT NULL,
  PRIMARY KEY (rule, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE hole (
  number  INTEGER PRIMARY KEY,
  layer   TEXT NOT NULL,
  file    TEXT NOT NULL,
  message TEXT,
  contact TEXT NOT NULL
) STRICT;

CREATE TABLE hole_value (
  hole   INTEGER NOT NULL REFERENCES hole,
  fact   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (hole, fact, number),
  FOREIGN KEY (fact, value) REFERENCES fact_value (fact, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE term (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  layer      TEXT NOT NULL,
  file       TEXT NOT NULL,
  term       TEXT,
  meaning    TEXT,
  definition TEXT
) STRICT;

CREATE TABLE removed (
  number    INTEGER PRIMARY KEY,
  type      TEXT NOT NULL,
  id        TEXT NOT NULL,
  layer     TEXT NOT NULL,
  file      TEXT NOT NULL,
  successor TEXT NOT NULL,
  why       TEXT,
  UNIQUE (type, id)
) STRICT;

-- The lists, each in a table or index that stands in its order.

-- Every placement, and the resources without one after them (stage is then above every step's number).
CREATE TABLE path (
  stage    INTEGER NOT NULL,
  audience INTEGER NOT NULL, -- 0 for everyone, else the rank of its first role, from 1
  position INTEGER NOT NULL,
  id       TEXT NOT NULL,
  number   INTEGER NOT NULL, -- of the placement in its step, 0 where there is none
  resource INTEGER NOT NULL, -- its number
  PRIMARY KEY (stage, audience, position, id, number)
) STRICT, WITHOUT ROWID;

-- Every resource by the folded title a reader of lang is served.
CREATE TABLE title (
  lang     TEXT NOT NULL,
  key      TEXT NOT NULL,
  id       TEXT NOT NULL,
  resource INTEGER NOT NULL, -- its number
  PRIMARY KEY (lang, key, id)
) STRICT, WITHOUT ROWID;

-- The words. A document is what a search reads of a thing: resources by identifier come first, from 0, then the rest.

-- The stems of each document in each language it has, parted by spaces; rowid is the document's number times the number of
-- languages, plus the place of the language, from 0.
CREATE VIRTUAL TABLE text USING fts5 (title, tags, body, content = '', columnsize = 0, detail = column, tokenize = 'ascii');

-- Every form in which a word may be typed, with the stems it may stand for.
CREATE TABLE word (
  form TEXT NOT NULL,
  stem TEXT NOT NULL,
  PRIMARY KEY (form, stem)
) STRICT, WITHOUT ROWID;

-- The documents of what so many have that going through them in the full-text index takes long: stems, and all the words
-- that begin alike ("con*"). vocabulary.go says how a list of documents is written.
CREATE TABLE common (
  number    INTEGER PRIMARY KEY,
  term      TEXT NOT NULL,
  zone      TEXT NOT NULL, -- 'title:' and a language, 'head' (titles and tags) or 'any'
  documents BLOB NOT NULL,
  UNIQUE (term, zone)
) STRICT;
