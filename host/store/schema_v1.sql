-- Version 1 of the results database. doc/database.md explains every column.
-- What was measured is stored raw (attempt and its child tables, all integers as the phone gave
-- them) and never edited. What was derived from it hangs on an `evaluation`, which names the
-- version of the methods; a later one is added beside it and counts instead of it.
-- Missing is NULL, never 0. Times end in _ns (the phone's CLOCK_BOOTTIME) or _at (UTC text).

-- A phone. The same serial number may stand here with several ids; one of them is current.
CREATE TABLE device (
    device_id     INTEGER PRIMARY KEY,
    serial        TEXT    NOT NULL,
    id            TEXT    NOT NULL,  -- the random file that edgebench leaves on the phone
    current       INTEGER NOT NULL CHECK (current IN (0, 1)),
    simulated     INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    manufacturer  TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    first_seen_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (serial, id)
) STRICT;
CREATE UNIQUE INDEX device_current ON device (serial) WHERE current = 1;

-- One build of the phone's software: figures of different builds are not compared silently.
CREATE TABLE device_build (
    device_build_id INTEGER PRIMARY KEY,
    device_id       INTEGER NOT NULL REFERENCES device,
    fingerprint     TEXT    NOT NULL,  -- ro.build.fingerprint
    android_release TEXT,  -- NULL: no phone but the machine that edgebench runs on
    abi             TEXT    NOT NULL,
    first_seen_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (device_id, fingerprint)
) STRICT;

-- How the fuel gauge of a build was understood when an energy was computed.
CREATE TABLE gauge_profile (
    gauge_profile_id  INTEGER PRIMARY KEY,
    device_build_id   INTEGER NOT NULL REFERENCES device_build,
    origin            TEXT    NOT NULL
                      CHECK (origin IN ('provisional', 'qualified', 'accumulator')),
    unit              TEXT    NOT NULL CHECK (unit IN ('microamps', 'milliamps',
                                                       'microwatt_seconds', 'microamp_hours')),
    sign              TEXT    NOT NULL CHECK (sign IN ('negative', 'positive')),  -- of discharge
    refresh_s         REAL    NOT NULL,
    phase_ns          INTEGER,  -- one instant of the refresh grid
    kernel            TEXT    NOT NULL
                      CHECK (kernel IN ('undetermined', 'mean', 'instant', 'first_order')),
    filter_constant_s REAL
) STRICT;
CREATE INDEX gauge_profile_of_build ON gauge_profile (device_build_id);

-- What `doctor --gauge` found: the evidence of a qualified profile. The newest of a build counts.
CREATE TABLE gauge_qualification (
    gauge_qualification_id INTEGER PRIMARY KEY,
    gauge_profile_id       INTEGER NOT NULL REFERENCES gauge_profile,
    method                 TEXT    NOT NULL,  -- version of the method
    computed_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    refresh_low_s          REAL,              -- 95 % interval
    refresh_high_s         REAL,
    changes                INTEGER NOT NULL,  -- of the reading, that the refresh rests on
    edges                  INTEGER NOT NULL,  -- of the load, that the kernel rests on
    -- List of kernel, filter_constant_s and held_out_error_a, the best first.
    candidates             TEXT    NOT NULL CHECK (json_valid(candidates)),
    kernel_why_not         TEXT,              -- NULL with a kernel
    voltage_refresh_s      REAL,
    quantisation_raw       REAL,              -- of the current, in the gauge's own unit
    window_for_5_percent_s REAL,              -- shortest answer known to that
    window_for_2_percent_s REAL
) STRICT;

-- A recording of an external meter, and where its clock lies on the phone's: meter time = at_reference_s
-- + (phone time - reference_ns) * (1 + drift).
CREATE TABLE meter_recording (
    meter_recording_id INTEGER PRIMARY KEY,
    device_build_id    INTEGER NOT NULL REFERENCES device_build,
    file               TEXT    NOT NULL,  -- as it was given; the recording itself is not kept
    samples            INTEGER NOT NULL,
    length_s           REAL    NOT NULL,
    imported_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    boot_id            TEXT    NOT NULL,  -- that reference_ns counts in
    method             TEXT    NOT NULL,
    reference_ns       INTEGER NOT NULL,
    at_reference_s     REAL    NOT NULL,
    drift              REAL    NOT NULL,
    alignment_error_s  REAL    NOT NULL,  -- half width at 95 %
    edges              INTEGER NOT NULL,  -- of the load, that it rests on
    edge_deviation_s   REAL    NOT NULL,
    edge_asymmetry_s   REAL    NOT NULL   -- rises less falls
) STRICT;

-- How the gauge of a build compares with a meter: true power = gain * (power by the gauge) + offset.
-- The newest of a build and a source counts.
CREATE TABLE gauge_calibration (
    gauge_calibration_id INTEGER PRIMARY KEY,
    meter_recording_id   INTEGER NOT NULL REFERENCES meter_recording,
    method               TEXT    NOT NULL,
    source               TEXT    NOT NULL,  -- trial_energy.source that it is for
    energy_method        TEXT    NOT NULL,  -- that made the energies compared
    gain                 REAL    NOT NULL,
    gain_se              REAL    NOT NULL,
    offset_w             REAL    NOT NULL,
    offset_se_w          REAL    NOT NULL,
    covariance_w         REAL    NOT NULL,
    trials               TEXT    NOT NULL CHECK (json_valid(trials))  -- UUIDs it rests on
) STRICT;

CREATE TABLE engine (
    engine_id INTEGER PRIMARY KEY,
    sha256    TEXT    NOT NULL,  -- of its sorted file list
    name      TEXT    NOT NULL,
    version   TEXT    NOT NULL,
    UNIQUE (sha256, name, version)
) STRICT;

-- What the first trial of an engine on a build of a phone showed. The newest of both counts.
CREATE TABLE engine_check (
    engine_check_id INTEGER PRIMARY KEY,
    device_build_id INTEGER NOT NULL REFERENCES device_build,
    engine_id       INTEGER NOT NULL REFERENCES engine,
    checked_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    unknown_option  TEXT,  -- NULL: it knows all that it was given
    failure         TEXT,  -- why it did not answer; NULL: it did
    -- List of settings and timings that it does not tell, though edgebench reads them.
    untold          TEXT    NOT NULL CHECK (json_valid(untold))
) STRICT;

-- One file may have been used under several names.
CREATE TABLE model_file (
    model_file_id INTEGER PRIMARY KEY,
    sha256        TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    quant         TEXT    NOT NULL,
    file_name     TEXT    NOT NULL,
    size_bytes    INTEGER NOT NULL,
    architecture  TEXT    NOT NULL,
    synthetic     INTEGER NOT NULL CHECK (synthetic IN (0, 1)),  -- random weights
    UNIQUE (sha256, name, quant, file_name)
) STRICT;

CREATE TABLE prompt_set (
    prompt_set_id  INTEGER PRIMARY KEY,
    name           TEXT    NOT NULL,
    sha256         TEXT    NOT NULL,        -- of the file, or of a synthetic prompt's description
    content_sha256 TEXT    NOT NULL UNIQUE  -- of name, sha256 and prompts together
) STRICT;

CREATE TABLE prompt (
    prompt_id     INTEGER PRIMARY KEY,
    prompt_set_id INTEGER NOT NULL REFERENCES prompt_set,
    position      INTEGER NOT NULL,  -- in its set, from 0
    id            TEXT    NOT NULL,
    text          TEXT,  -- NULL for a synthetic prompt
    reference     TEXT,
    scorers       TEXT    NOT NULL CHECK (json_valid(scorers)),  -- list of names
    -- List of token ids: a synthetic prompt.
    tokens        TEXT    CHECK (tokens IS NULL OR json_valid(tokens)),
    UNIQUE (prompt_set_id, position)
) STRICT;

CREATE TABLE study (
    study_id        INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,  -- UUID
    name            TEXT,                     -- NULL for a plain `run`
    settings_sha256 TEXT    NOT NULL,
    tool_version    TEXT    NOT NULL,
    device_build_id INTEGER NOT NULL REFERENCES device_build,
    prompt_set_id   INTEGER NOT NULL REFERENCES prompt_set,
    require         TEXT    NOT NULL CHECK (json_valid(require)),  -- list of metric names
    -- Slots are added until the 95 % interval of energy_net_j is so narrow; NULL: a fixed number.
    precision_goal_percent    REAL,  -- half its width, of the mean
    precision_max_repetitions INTEGER CHECK
        ((precision_max_repetitions IS NULL) = (precision_goal_percent IS NULL)),
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX study_of_settings ON study (settings_sha256, device_build_id);

-- What the agent was asked to do. agent_build to device_info come from its journal.
CREATE TABLE plan (
    plan_id       INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,  -- 32 hexadecimal digits
    study_id      INTEGER NOT NULL REFERENCES study,
    submitted_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    owner         TEXT,  -- user@host that submitted it
    -- Gates, ceilings, idle windows; units in its keys.
    policy        TEXT CHECK (policy IS NULL OR json_valid(policy)),
    agent_build   TEXT,
    boot_id       TEXT,
    begin_ns      INTEGER,
    wall_clock_ms INTEGER,  -- the phone's CLOCK_REALTIME at begin_ns, since 1970
    -- What the agent saw of the phone.
    device_info   TEXT CHECK (device_info IS NULL OR json_valid(device_info)),
    collected_at  TEXT  -- when all of it was stored here; NULL: not yet
) STRICT;
CREATE INDEX plan_of_study ON plan (study_id);

CREATE TABLE cell (
    cell_id         INTEGER PRIMARY KEY,
    study_id        INTEGER NOT NULL REFERENCES study,
    position        INTEGER NOT NULL,  -- in its study, from 0
    key             TEXT    NOT NULL,  -- SHA-256 of all that makes the cell: equal across studies
    model_file_id   INTEGER NOT NULL REFERENCES model_file,
    engine_id       INTEGER NOT NULL REFERENCES engine,
    threads         INTEGER NOT NULL,
    context_tokens  INTEGER NOT NULL,
    backend         TEXT    NOT NULL,  -- where to compute: cpu, opencl, vulkan, hexagon
    gpu_layers      INTEGER,           -- on that backend; NULL: all
    cpu_mask        TEXT,              -- hexadecimal; NULL: any processor
    batch_tokens    INTEGER,           -- NULL: the engine's default
    ubatch_tokens   INTEGER,           -- likewise
    flash_attention TEXT    NOT NULL CHECK (flash_attention IN ('auto', 'on', 'off')),
    kv_cache        TEXT    NOT NULL,  -- type of keys and values
    output_tokens   INTEGER NOT NULL,  -- exact, or the most
    exact_output    INTEGER NOT NULL CHECK (exact_output IN (0, 1)),
    seed            INTEGER NOT NULL,
    temperature     REAL    NOT NULL,  -- of the sampling, no unit
    cold            INTEGER NOT NULL CHECK (cold IN (0, 1)),
    -- Of the model's file before each cold trial; NULL: as it was found.
    page_cache      TEXT    CHECK
                    (page_cache IS NULL OR page_cache IN ('cold', 'warm') AND cold = 1),
    sustained_s     REAL,  -- requests back to back for so long; NULL: one answer a trial
    -- Why no more slots were added to it; NULL without a precision, or while it goes on.
    stopped         TEXT    CHECK (stopped IN
                    ('precise', 'out_of_repetitions', 'out_of_time', 'no_energy')),
    power_source    TEXT,              -- that gives its energies; NULL: the phone offers none
    UNIQUE (study_id, position),
    UNIQUE (study_id, key)
) STRICT;
CREATE INDEX cell_key ON cell (key);

-- A planned position: one repetition of one prompt in one cell.
CREATE TABLE slot (
    slot_id    INTEGER PRIMARY KEY,
    study_id   INTEGER NOT NULL REFERENCES study,
    slot_index INTEGER NOT NULL,
    cell_id    INTEGER NOT NULL REFERENCES cell,
    prompt_id  INTEGER NOT NULL REFERENCES prompt,
    repetition INTEGER NOT NULL,
    -- The first attempt that finished with every metric valid that the study requires.
    filled_by  INTEGER REFERENCES attempt,
    UNIQUE (study_id, slot_index)
) STRICT;
CREATE INDEX slot_of_cell ON slot (cell_id);
CREATE UNIQUE INDEX slot_filled_by ON slot (filled_by);

-- A trial: one attempt at a slot, whatever became of it.
CREATE TABLE attempt (
    attempt_id           INTEGER PRIMARY KEY,
    trial                TEXT    NOT NULL UNIQUE,  -- UUID, given by the agent
    slot_id              INTEGER NOT NULL REFERENCES slot,
    plan_id              INTEGER NOT NULL REFERENCES plan,
    plan_position        INTEGER NOT NULL,  -- into the plan's trials
    attempt_number       INTEGER NOT NULL,  -- within the plan, from 1
    boot_id              TEXT    NOT NULL,
    begin_ns             INTEGER NOT NULL,
    outcome              TEXT    NOT NULL CHECK (outcome IN
                         ('finished', 'failed', 'not_admitted', 'cancelled', 'interrupted')),
    reason               TEXT,     -- NULL when finished
    engine_log           TEXT,     -- its last lines, when it failed
    -- What the engine said of the settings that took effect; NULL: it did not get so far.
    engine_report        TEXT CHECK (engine_report IS NULL OR json_valid(engine_report)),
    answer               TEXT,
    finish_reason        TEXT,     -- limit, eos, word, context
    engine_prompt_tokens INTEGER,  -- the engine's own account, and its times
    engine_prompt_ms     REAL,
    engine_output_tokens INTEGER,
    engine_output_ms     REAL,
    peak_rss_bytes       INTEGER,  -- VmHWM
    pss_bytes            INTEGER,
    swap_bytes           INTEGER,
    page_cache_resident_share REAL,  -- of the model's file, before a cold trial: 0 to 1
    disturbances         INTEGER NOT NULL,  -- arrivals of bytes or clients inside the window
    suspended_ns         INTEGER NOT NULL,
    engine_sockets_beyond_loopback INTEGER,  -- held by the engine after the answer
    shell_received_bytes INTEGER,  -- by the shell's uid meanwhile, adb included
    shell_sent_bytes     INTEGER,
    evaluation_id        INTEGER REFERENCES evaluation  -- the newest: the one that counts
) STRICT;
CREATE INDEX attempt_of_slot ON attempt (slot_id);
CREATE INDEX attempt_of_plan ON attempt (plan_id);

-- The battery before and after the window.
CREATE TABLE battery (
    attempt_id         INTEGER NOT NULL REFERENCES attempt,
    moment             TEXT    NOT NULL CHECK (moment IN ('before', 'after')),
    status             TEXT,
    plugged            INTEGER CHECK (plugged IN (0, 1)),
    level_percent      INTEGER,
    temperature_raw    INTEGER,  -- 0.1 degC
    current_raw        INTEGER,  -- unit and sign: gauge_profile
    voltage_raw        INTEGER,  -- uV
    charge_counter_raw INTEGER,  -- uAh
    charge_full_raw    INTEGER,  -- uAh, as the gauge has learned it
    charge_full_design_raw INTEGER,  -- uAh, as the maker states it
    PRIMARY KEY (attempt_id, moment)
) STRICT, WITHOUT ROWID;

CREATE TABLE phase (
    attempt_id INTEGER NOT NULL REFERENCES attempt,
    position   INTEGER NOT NULL,
    name       TEXT    NOT NULL,  -- idle_before, load, idle_loaded, prefill, decode, idle_after
    begin_ns   INTEGER NOT NULL,
    end_ns     INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

-- One source of power readings during one attempt.
CREATE TABLE sampler (
    attempt_id   INTEGER NOT NULL REFERENCES attempt,
    sampler      INTEGER NOT NULL,  -- from 0
    source       TEXT    NOT NULL,  -- rails, android.power, sysfs …
    rail         TEXT,              -- subsystem/name; NULL unless the source is rails
    missed_ticks INTEGER NOT NULL,
    failed_reads INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, sampler)
) STRICT, WITHOUT ROWID;

-- Its readings: a row per run of polls that all gave the same values.
CREATE TABLE readings (
    attempt_id  INTEGER NOT NULL,
    sampler     INTEGER NOT NULL,
    first_ns    INTEGER NOT NULL,
    last_ns     INTEGER NOT NULL,
    polls       INTEGER NOT NULL,
    current_raw INTEGER NOT NULL,  -- or the count of an accumulator; unit and sign: gauge_profile
    voltage_raw INTEGER,           -- uV
    position    INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, sampler, position),
    FOREIGN KEY (attempt_id, sampler) REFERENCES sampler
) STRICT, WITHOUT ROWID;

CREATE TABLE context_sample (
    attempt_id         INTEGER NOT NULL REFERENCES attempt,
    position           INTEGER NOT NULL,
    time_ns            INTEGER NOT NULL,
    temperature_raw    INTEGER,  -- 0.1 degC
    status             TEXT,
    charge_counter_raw INTEGER,  -- uAh
    engine_rss_bytes   INTEGER,
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

-- The clock of a group of processors, and the highest it was allowed.
CREATE TABLE cpu_frequency (
    attempt_id  INTEGER NOT NULL REFERENCES attempt,
    policy      TEXT    NOT NULL,  -- policy0, of its first processor
    position    INTEGER NOT NULL,
    time_ns     INTEGER NOT NULL,
    current_khz INTEGER,
    cap_khz     INTEGER,
    PRIMARY KEY (attempt_id, policy, position)
) STRICT, WITHOUT ROWID;

-- The phone's own account of its heat, before and after the window.
CREATE TABLE thermal_sample (
    attempt_id INTEGER NOT NULL REFERENCES attempt,
    position   INTEGER NOT NULL,
    time_ns    INTEGER NOT NULL,
    overridden INTEGER NOT NULL CHECK (overridden IN (0, 1)),  -- status set by hand
    status     INTEGER,  -- Android's, 0 none to 6 shutdown
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE thermal_sensor (
    attempt_id    INTEGER NOT NULL,
    position      INTEGER NOT NULL,  -- of the sample
    sensor        INTEGER NOT NULL,  -- from 0
    name          TEXT    NOT NULL,
    type          INTEGER NOT NULL,  -- Android's: 0 CPU, 2 BATTERY, 3 SKIN …
    temperature_c REAL    NOT NULL,
    status        INTEGER,
    PRIMARY KEY (attempt_id, position, sensor),
    FOREIGN KEY (attempt_id, position) REFERENCES thermal_sample
) STRICT, WITHOUT ROWID;

CREATE TABLE token_times (
    attempt_id INTEGER NOT NULL REFERENCES attempt,
    position   INTEGER NOT NULL,
    time_ns    INTEGER NOT NULL,
    tokens     INTEGER NOT NULL,  -- produced in all by then
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

-- From where on something spoils a measurement, as configured when it was judged; one row for all alike.
CREATE TABLE verdict_limits (
    verdict_limits_id       INTEGER PRIMARY KEY,
    baseline_drift_w        REAL    NOT NULL,
    baseline_drift_share    REAL    NOT NULL,
    stale_voltage_share     REAL    NOT NULL,
    stalled_gauge_refreshes INTEGER NOT NULL,
    throttled_cap_share     REAL    NOT NULL,
    throttled_status        INTEGER NOT NULL,
    throttled_decode_share  REAL    NOT NULL,
    suspended_s             REAL    NOT NULL,
    UNIQUE (baseline_drift_w, baseline_drift_share, stale_voltage_share, stalled_gauge_refreshes,
            throttled_cap_share, throttled_status, throttled_decode_share, suspended_s)
) STRICT;

-- What was derived from an attempt in one go; attempt.evaluation_id is the one that counts.
CREATE TABLE evaluation (
    evaluation_id      INTEGER PRIMARY KEY,
    attempt_id         INTEGER NOT NULL REFERENCES attempt,
    computed_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    verdict_limits_id  INTEGER NOT NULL REFERENCES verdict_limits,
    meets_requirements INTEGER NOT NULL CHECK (meets_requirements IN (0, 1)),  -- it can fill a slot
    prompt_tokens      INTEGER,
    output_tokens      INTEGER,
    load_s             REAL,
    ttft_s             REAL,
    total_s            REAL,
    prefill_tps        REAL,  -- tokens per second
    decode_tps         REAL,
    engine_prefill_tps REAL,
    engine_decode_tps  REAL,
    peak_rss_bytes     INTEGER,
    pss_bytes          INTEGER
) STRICT;
CREATE INDEX evaluation_of_attempt ON evaluation (attempt_id);

-- Energies relative to this phone's gauge; verdict says whether they are to be used.
CREATE TABLE trial_energy (
    evaluation_id     INTEGER PRIMARY KEY REFERENCES evaluation,
    method            TEXT    NOT NULL,  -- version of the method
    source            TEXT,              -- sampler.source used
    gauge_profile_id  INTEGER REFERENCES gauge_profile,
    energy_gross_j    REAL,
    energy_net_j      REAL,
    energy_net_se_j   REAL,
    energy_load_net_j REAL,
    energy_paper_j    REAL,
    mean_power_w      REAL,
    baseline_w        REAL,
    refreshes         INTEGER,  -- of the gauge, inside the answer
    second_source     TEXT,     -- that ran beside it
    second_energy_net_j   REAL,
    disagreement_relative REAL  -- (second_energy_net_j - energy_net_j) / energy_net_j
) STRICT;

-- The same in true units, where the gauge had been calibrated.
CREATE TABLE calibrated_energy (
    evaluation_id        INTEGER PRIMARY KEY REFERENCES evaluation,
    gauge_calibration_id INTEGER NOT NULL REFERENCES gauge_calibration,
    energy_net_j         REAL    NOT NULL,
    energy_net_se_j      REAL    NOT NULL,  -- with the calibration's own error
    energy_gross_j       REAL    NOT NULL,
    energy_gross_se_j    REAL    NOT NULL
) STRICT;

-- What an external meter says about an attempt, or why it does not. The newest recording counts.
CREATE TABLE meter_energy (
    meter_recording_id   INTEGER NOT NULL REFERENCES meter_recording,
    attempt_id           INTEGER NOT NULL REFERENCES attempt,
    energy_net_j         REAL,
    energy_net_se_j      REAL,
    alignment_se_j       REAL,  -- the part of it that the alignment causes
    energy_gross_j       REAL,
    energy_load_net_j    REAL,
    energy_prefill_net_j REAL,
    energy_decode_net_j  REAL,
    baseline_w           REAL,
    gauge_net_j          REAL,  -- by the phone's gauge, as it was compared
    gauge_excess         REAL,  -- gauge_net_j / energy_net_j - 1
    why_not              TEXT,
    PRIMARY KEY (meter_recording_id, attempt_id),
    CHECK ((energy_net_j IS NULL) = (why_not IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX meter_energy_of_attempt ON meter_energy (attempt_id);

-- What each rail used in the answer, where the source is rails.
CREATE TABLE rail_energy (
    evaluation_id  INTEGER NOT NULL REFERENCES evaluation,
    position       INTEGER NOT NULL,
    rail           TEXT    NOT NULL,  -- subsystem/name
    energy_gross_j REAL,
    energy_net_j   REAL,
    PRIMARY KEY (evaluation_id, position)
) STRICT, WITHOUT ROWID;

-- What the answers of a cell cost, from all its counted trials. The newest row of a cell counts.
CREATE TABLE cell_energy (
    cell_energy_id       INTEGER PRIMARY KEY,
    cell_id              INTEGER NOT NULL REFERENCES cell,
    method               TEXT    NOT NULL,
    computed_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    kernel               TEXT    NOT NULL
                         CHECK (kernel IN ('undetermined', 'mean', 'instant', 'first_order')),
    trials               TEXT    NOT NULL CHECK (json_valid(trials)),  -- UUIDs it rests on
    n                    INTEGER NOT NULL,                             -- how many they are
    baseline_w           REAL,  -- mean idle power at the answers
    net_minus_padded_j   REAL,  -- instant kernel: the fit less the mean of the trials' integrals
    sd_within_prompts_j  REAL,  -- of the net energy
    sd_between_prompts_j REAL,
    battery_capacity_mah REAL,  -- that percentages of the battery are of; NULL when unknown
    battery_capacity_origin TEXT CHECK ((battery_capacity_mah IS NULL) =
                                        (battery_capacity_origin IS NULL)),
    phase_covariance_j2  TEXT CHECK (phase_covariance_j2 IS NULL OR json_valid(phase_covariance_j2))
) STRICT;
CREATE INDEX cell_energy_of_cell ON cell_energy (cell_id);

-- Its figures: a mean over the trials each, with what is known about its error, or why there is
-- none. The name carries the unit of the columns.
CREATE TABLE cell_estimate (
    cell_energy_id  INTEGER NOT NULL REFERENCES cell_energy,
    name            TEXT    NOT NULL,  -- energy_net_j, energy_decode_net_j, charge_gross_mah …
    value           REAL,
    se              REAL,  -- statistical, of the mean that these very trials had
    measured_low    REAL,  -- 95 % interval of that mean
    measured_high   REAL,
    population_se   REAL,
    population_low  REAL,  -- 95 % interval of the mean of all such trials; NULL below n = 5
    population_high REAL,
    calibrated_low  REAL,  -- in true units, after a comparison with an external meter
    calibrated_high REAL,
    why_not         TEXT,
    PRIMARY KEY (cell_energy_id, name),
    CHECK ((value IS NULL) = (why_not IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- A sustained trial by the minute, from its first request on; the last one may be shorter.
CREATE TABLE sustained_minute (
    evaluation_id         INTEGER NOT NULL REFERENCES evaluation,
    minute                INTEGER NOT NULL,  -- from 0
    begin_s               REAL    NOT NULL,  -- behind the first request
    duration_s            REAL    NOT NULL,
    requests              INTEGER NOT NULL,  -- that began in it
    decode_tps            REAL,  -- tokens per second of decode time
    mean_power_w          REAL,  -- idle power included
    battery_temperature_c REAL,  -- mean
    skin_temperature_c    REAL,  -- mean of the hottest skin sensor
    cpu_cap_percent       REAL,  -- lowest, of the highest that the same processors had in this trial
    PRIMARY KEY (evaluation_id, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation,
    scorer        TEXT    NOT NULL,  -- exact_match, contains, rouge_l
    value         REAL    NOT NULL,  -- 0..1
    PRIMARY KEY (evaluation_id, scorer)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation,
    metric        TEXT    NOT NULL CHECK (metric IN ('latency', 'energy', 'quality', 'memory')),
    valid         INTEGER NOT NULL CHECK (valid = (reasons IS NULL)),
    reasons       TEXT CHECK (json_array_length(reasons) > 0),  -- list; NULL when valid
    PRIMARY KEY (evaluation_id, metric)
) STRICT, WITHOUT ROWID;

-- Anything a reader should know: of a plan (time_ns is set) or of a device.
CREATE TABLE event (
    event_id    INTEGER PRIMARY KEY,
    plan_id     INTEGER REFERENCES plan,
    device_id   INTEGER REFERENCES device,
    time_ns     INTEGER,
    recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    kind        TEXT NOT NULL,
    text        TEXT NOT NULL,
    CHECK ((plan_id IS NULL) <> (device_id IS NULL)),
    UNIQUE (plan_id, time_ns, kind, text)
) STRICT;
