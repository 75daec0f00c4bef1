-- A progress database as the first format left it. Never edit: learners have such files.
PRAGMA application_id = 1835361377;
BEGIN TRANSACTION;
CREATE TABLE attempts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                exercise_id TEXT NOT NULL,
                outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')),
                points INTEGER NOT NULL,
                earned INTEGER NOT NULL,
                seconds REAL NOT NULL,
                seed TEXT NOT NULL,
                file TEXT NOT NULL,
                code_sha256 TEXT NOT NULL REFERENCES code (sha256),
                layers TEXT NOT NULL,
                release TEXT NOT NULL,
                at REAL NOT NULL);
INSERT INTO "attempts" VALUES(1,'mark-missing','failed',4,1,0.8,'11','week01/mark_missing.py','5e1e4a2c','["seccomp"]','1.0',1767225700.0);
INSERT INTO "attempts" VALUES(2,'mark-missing','passed',4,4,0.7,'12','week01/mark_missing.py','5e1e4a2c','["seccomp"]','1.0',1767226000.0);
CREATE TABLE check_scores (
                attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                check_id TEXT NOT NULL,
                outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed', 'skipped', 'error')),
                points INTEGER NOT NULL,
                earned INTEGER NOT NULL,
                message TEXT NOT NULL,
                PRIMARY KEY (attempt_id, position));
INSERT INTO "check_scores" VALUES(1,0,'returns_frame','passed',1,1,'');
INSERT INTO "check_scores" VALUES(1,1,'zeros_become_missing','failed',3,0,'5 zeros of Glucose are left');
CREATE TABLE code (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO "code" VALUES('5e1e4a2c','def mark_missing(table):
    return table
');
CREATE TABLE hints (
                exercise_id TEXT NOT NULL,
                number INTEGER NOT NULL,
                at REAL NOT NULL,
                PRIMARY KEY (exercise_id, number));
INSERT INTO "hints" VALUES('mark-missing',1,1767225650.0);
CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL);
INSERT INTO "migrations" VALUES(1,'attempts, hints and settings',1767225600.0);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "settings" VALUES('track','ehr');
CREATE TABLE solutions_shown (exercise_id TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE started (exercise_id TEXT PRIMARY KEY, at REAL NOT NULL);
INSERT INTO "started" VALUES('mark-missing',1767225600.0);
CREATE INDEX attempts_by_exercise ON attempts (exercise_id, at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('attempts',2);
COMMIT;
