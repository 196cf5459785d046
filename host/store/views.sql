-- The stable surface for ad-hoc SQL; made anew at every migration. doc/database.md explains it.

-- Every attempt with the evaluation that counts. `counted` marks the one that fills its slot.
CREATE VIEW attempts AS
SELECT attempt.trial,
       study.id AS study,
       study.name AS study_name,
       cell.key AS cell,
       slot.slot_index AS slot,
       plan.id AS plan,
       attempt.attempt_number AS attempt,
       attempt.attempt_id IS slot.filled_by AS counted,
       attempt.outcome,
       attempt.reason,
       -- The plan's wall clock, carried on by the phone's monotonic one.
       CASE WHEN plan.boot_id = attempt.boot_id
            THEN strftime('%Y-%m-%dT%H:%M:%SZ',
                          (plan.wall_clock_ms + (attempt.begin_ns - plan.begin_ns) / 1000000)
                          / 1000.0, 'unixepoch') END AS started_at,
       device.serial AS device,
       device.id AS device_id,
       device.manufacturer || ' ' || device.model AS device_model,
       device_build.fingerprint AS device_build,
       device_build.android_release,
       device.simulated,
       model_file.name AS model,
       model_file.quant,
       model_file.sha256 AS model_sha256,
       model_file.size_bytes / 1048576.0 AS model_size_mib,
       model_file.synthetic,
       engine.name AS engine,
       engine.version AS engine_version,
       engine.sha256 AS engine_sha256,
       cell.threads,
       cell.context_tokens,
       cell.backend,
       cell.gpu_layers,
       cell.cpu_mask,
       cell.batch_tokens,
       cell.ubatch_tokens,
       cell.flash_attention,
       cell.kv_cache,
       cell.output_tokens AS output_tokens_max,
       cell.exact_output,
       cell.seed,
       cell.temperature,
       cell.cold,
       cell.page_cache,
       cell.sustained_s,
       prompt_set.name AS prompt_set,
       prompt.id AS prompt_id,
       slot.repetition,
       evaluation.prompt_tokens,
       evaluation.output_tokens,
       attempt.finish_reason,
       attempt.page_cache_resident_share,
       evaluation.load_s,
       evaluation.ttft_s,
       evaluation.total_s,
       evaluation.prefill_tps,
       evaluation.decode_tps,
       evaluation.engine_prefill_tps,
       evaluation.engine_decode_tps,
       energy.method AS energy_method,
       CASE energy_verdict.valid WHEN 1 THEN energy.energy_gross_j END AS energy_gross_j,
       CASE energy_verdict.valid WHEN 1 THEN energy.energy_net_j END AS energy_net_j,
       CASE energy_verdict.valid WHEN 1 THEN energy.energy_net_se_j END AS energy_net_se_j,
       CASE energy_verdict.valid WHEN 1 THEN energy.energy_load_net_j END AS energy_load_net_j,
       CASE energy_verdict.valid WHEN 1 THEN energy.energy_paper_j END AS energy_paper_j,
       CASE energy_verdict.valid WHEN 1 THEN energy.mean_power_w END AS mean_power_w,
       CASE energy_verdict.valid WHEN 1 THEN energy.baseline_w END AS baseline_w,
       energy.refreshes AS gauge_refreshes,
       energy.source AS power_source,
       energy.second_source AS second_power_source,
       CASE energy_verdict.valid WHEN 1 THEN energy.second_energy_net_j END AS second_energy_net_j,
       CASE energy_verdict.valid WHEN 1 THEN energy.disagreement_relative END
           AS energy_disagreement_relative,
       CASE energy_verdict.valid WHEN 1 THEN calibrated.energy_net_j END
           AS energy_net_calibrated_j,
       CASE energy_verdict.valid WHEN 1 THEN calibrated.energy_net_se_j END
           AS energy_net_calibrated_se_j,
       CASE energy_verdict.valid WHEN 1 THEN calibrated.energy_gross_j END
           AS energy_gross_calibrated_j,
       CASE energy_verdict.valid WHEN 1 THEN calibrated.energy_gross_se_j END
           AS energy_gross_calibrated_se_j,
       meter.energy_net_j AS energy_net_meter_j,
       meter.energy_net_se_j AS energy_net_meter_se_j,
       meter.energy_gross_j AS energy_gross_meter_j,
       battery.plugged,
       battery.level_percent,
       battery.temperature_raw / 10.0 AS battery_temperature_c,
       evaluation.peak_rss_bytes / 1048576.0 AS peak_rss_mib,
       evaluation.pss_bytes / 1048576.0 AS pss_mib,
       attempt.engine_sockets_beyond_loopback,
       attempt.shell_received_bytes,
       attempt.shell_sent_bytes,
       exact_match.value AS exact_match,
       contains.value AS contains,
       rouge_l.value AS rouge_l,
       latency_verdict.valid AS latency_valid,
       (SELECT group_concat(value, '; ') FROM json_each(latency_verdict.reasons))
           AS latency_reasons,
       energy_verdict.valid AS energy_valid,
       (SELECT group_concat(value, '; ') FROM json_each(energy_verdict.reasons))
           AS energy_reasons,
       quality_verdict.valid AS quality_valid,
       (SELECT group_concat(value, '; ') FROM json_each(quality_verdict.reasons))
           AS quality_reasons,
       memory_verdict.valid AS memory_valid,
       (SELECT group_concat(value, '; ') FROM json_each(memory_verdict.reasons))
           AS memory_reasons,
       attempt.answer
FROM attempt
JOIN slot USING (slot_id)
JOIN cell USING (cell_id)
JOIN study ON study.study_id = slot.study_id
JOIN plan USING (plan_id)
JOIN prompt USING (prompt_id)
JOIN prompt_set ON prompt_set.prompt_set_id = prompt.prompt_set_id
JOIN model_file USING (model_file_id)
JOIN engine USING (engine_id)
JOIN device_build USING (device_build_id)
JOIN device USING (device_id)
LEFT JOIN evaluation ON evaluation.evaluation_id = attempt.evaluation_id
LEFT JOIN trial_energy AS energy ON energy.evaluation_id = evaluation.evaluation_id
LEFT JOIN calibrated_energy AS calibrated
       ON calibrated.evaluation_id = evaluation.evaluation_id
LEFT JOIN meter_energy AS meter ON meter.attempt_id = attempt.attempt_id
      AND meter.meter_recording_id = (SELECT max(meter_recording_id) FROM meter_energy
                                      WHERE attempt_id = attempt.attempt_id)
LEFT JOIN battery ON battery.attempt_id = attempt.attempt_id AND battery.moment = 'before'
LEFT JOIN score AS exact_match ON exact_match.evaluation_id = evaluation.evaluation_id
                              AND exact_match.scorer = 'exact_match'
LEFT JOIN score AS contains ON contains.evaluation_id = evaluation.evaluation_id
                           AND contains.scorer = 'contains'
LEFT JOIN score AS rouge_l ON rouge_l.evaluation_id = evaluation.evaluation_id
                          AND rouge_l.scorer = 'rouge_l'
LEFT JOIN verdict AS latency_verdict ON latency_verdict.evaluation_id = evaluation.evaluation_id
                                    AND latency_verdict.metric = 'latency'
LEFT JOIN verdict AS energy_verdict ON energy_verdict.evaluation_id = evaluation.evaluation_id
                                   AND energy_verdict.metric = 'energy'
LEFT JOIN verdict AS quality_verdict ON quality_verdict.evaluation_id = evaluation.evaluation_id
                                    AND quality_verdict.metric = 'quality'
LEFT JOIN verdict AS memory_verdict ON memory_verdict.evaluation_id = evaluation.evaluation_id
                                   AND memory_verdict.metric = 'memory';

-- One row per counted attempt.
CREATE VIEW results AS
SELECT trial, study, study_name, cell, slot, started_at, device, device_id, device_model,
       device_build, android_release, simulated, model, quant, model_sha256, model_size_mib,
       synthetic, engine, engine_version, engine_sha256, threads, context_tokens,
       backend, gpu_layers, cpu_mask, batch_tokens, ubatch_tokens, flash_attention, kv_cache,
       output_tokens_max, exact_output, seed, temperature, cold, page_cache, sustained_s, prompt_set, prompt_id,
       repetition, prompt_tokens, output_tokens, finish_reason, page_cache_resident_share, load_s, ttft_s, total_s, prefill_tps,
       decode_tps, engine_prefill_tps, engine_decode_tps, energy_method, energy_gross_j,
       energy_net_j, energy_net_se_j, energy_load_net_j, energy_paper_j, mean_power_w, baseline_w,
       gauge_refreshes, power_source, second_power_source, second_energy_net_j,
       energy_disagreement_relative, energy_net_calibrated_j, energy_net_calibrated_se_j,
       energy_gross_calibrated_j, energy_gross_calibrated_se_j, energy_net_meter_j,
       energy_net_meter_se_j, energy_gross_meter_j, plugged, level_percent, battery_temperature_c,
       peak_rss_mib, pss_mib, engine_sockets_beyond_loopback, shell_received_bytes,
       shell_sent_bytes, exact_match, contains, rouge_l, latency_valid, latency_reasons,
       energy_valid,
       energy_reasons, quality_valid, quality_reasons, memory_valid, memory_reasons, answer
FROM attempts
WHERE counted = 1;

-- One row per cell of each study: what its counted attempts say together. A metric enters only
-- where its verdict is valid. Quartiles are interpolated between order statistics (type 7).
CREATE VIEW cells AS
WITH counted AS MATERIALIZED (
    SELECT slot.cell_id, slot.prompt_id,
           CASE latency_verdict.valid WHEN 1 THEN evaluation.ttft_s END AS ttft_s,
           CASE latency_verdict.valid WHEN 1 THEN evaluation.decode_tps END AS decode_tps,
           CASE energy_verdict.valid WHEN 1 THEN energy.energy_net_j END AS energy_net_j,
           CASE memory_verdict.valid WHEN 1 THEN evaluation.peak_rss_bytes / 1048576.0 END
               AS peak_rss_mib,
           CASE quality_verdict.valid WHEN 1 THEN rouge_l.value END AS rouge_l
    FROM slot
    JOIN attempt ON attempt.attempt_id = slot.filled_by
    JOIN evaluation USING (evaluation_id)
    LEFT JOIN trial_energy AS energy USING (evaluation_id)
    LEFT JOIN score AS rouge_l ON rouge_l.evaluation_id = evaluation.evaluation_id
                              AND rouge_l.scorer = 'rouge_l'
    LEFT JOIN verdict AS latency_verdict ON latency_verdict.evaluation_id = evaluation.evaluation_id
        AND latency_verdict.metric = 'latency'
    LEFT JOIN verdict AS energy_verdict ON energy_verdict.evaluation_id = evaluation.evaluation_id
        AND energy_verdict.metric = 'energy'
    LEFT JOIN verdict AS quality_verdict ON quality_verdict.evaluation_id = evaluation.evaluation_id
        AND quality_verdict.metric = 'quality'
    LEFT JOIN verdict AS memory_verdict ON memory_verdict.evaluation_id = evaluation.evaluation_id
        AND memory_verdict.metric = 'memory'
), prompts AS MATERIALIZED (
    -- All metrics in one pass: sorting the rows is what costs.
    SELECT cell_id, prompt_id, count(*) AS trials,
           count(ttft_s) AS ttft_s_n, min(ttft_s) AS ttft_s_min, max(ttft_s) AS ttft_s_max,
           avg(ttft_s) AS ttft_s_mean, sum(ttft_s * ttft_s) AS ttft_s_squares,
           count(decode_tps) AS decode_tps_n, min(decode_tps) AS decode_tps_min, max(decode_tps) AS decode_tps_max,
           avg(decode_tps) AS decode_tps_mean, sum(decode_tps * decode_tps) AS decode_tps_squares,
           count(energy_net_j) AS energy_net_j_n, min(energy_net_j) AS energy_net_j_min, max(energy_net_j) AS energy_net_j_max,
           avg(energy_net_j) AS energy_net_j_mean, sum(energy_net_j * energy_net_j) AS energy_net_j_squares,
           count(peak_rss_mib) AS peak_rss_mib_n, min(peak_rss_mib) AS peak_rss_mib_min, max(peak_rss_mib) AS peak_rss_mib_max,
           avg(peak_rss_mib) AS peak_rss_mib_mean, sum(peak_rss_mib * peak_rss_mib) AS peak_rss_mib_squares,
           count(rouge_l) AS rouge_l_n, min(rouge_l) AS rouge_l_min, max(rouge_l) AS rouge_l_max,
           avg(rouge_l) AS rouge_l_mean, sum(rouge_l * rouge_l) AS rouge_l_squares
    FROM counted
    GROUP BY cell_id, prompt_id
), moments AS (
    SELECT cell_id, 'ttft_s' AS metric, ttft_s_n AS n, ttft_s_min AS min, ttft_s_max AS max,
           ttft_s_mean AS mean, ttft_s_squares AS squares
    FROM prompts WHERE ttft_s_n > 0
    UNION ALL
    SELECT cell_id, 'decode_tps' AS metric, decode_tps_n AS n, decode_tps_min AS min, decode_tps_max AS max,
           decode_tps_mean AS mean, decode_tps_squares AS squares
    FROM prompts WHERE decode_tps_n > 0
    UNION ALL
    SELECT cell_id, 'energy_net_j' AS metric, energy_net_j_n AS n, energy_net_j_min AS min, energy_net_j_max AS max,
           energy_net_j_mean AS mean, energy_net_j_squares AS squares
    FROM prompts WHERE energy_net_j_n > 0
    UNION ALL
    SELECT cell_id, 'peak_rss_mib' AS metric, peak_rss_mib_n AS n, peak_rss_mib_min AS min, peak_rss_mib_max AS max,
           peak_rss_mib_mean AS mean, peak_rss_mib_squares AS squares
    FROM prompts WHERE peak_rss_mib_n > 0
    UNION ALL
    SELECT cell_id, 'rouge_l' AS metric, rouge_l_n AS n, rouge_l_min AS min, rouge_l_max AS max,
           rouge_l_mean AS mean, rouge_l_squares AS squares
    FROM prompts WHERE rouge_l_n > 0
), by_prompt AS (
    -- Squared deviations from the prompt's mean; what a double cannot resolve is no deviation.
    SELECT cell_id, metric, n, min, max, mean,
           CASE WHEN squares - n * mean * mean > 1e-12 * squares
                THEN squares - n * mean * mean ELSE 0 END AS deviation
    FROM moments
), spread AS MATERIALIZED (
    SELECT cell_id, metric, sum(n) AS n, min(min) AS min, max(max) AS max,
           sqrt(sum(deviation) / nullif(sum(n) - count(*), 0)) AS sd_within_prompts,
           CASE WHEN count(*) > 1 THEN
               sqrt(max(0, sum(mean * mean) - count(*) * avg(mean) * avg(mean)) / (count(*) - 1))
               END AS sd_between_prompts
    FROM by_prompt
    GROUP BY cell_id, metric
), ranked AS (
    SELECT cell_id, 'ttft_s' AS metric, ttft_s AS v,
           row_number() OVER (PARTITION BY cell_id ORDER BY ttft_s) AS rank
    FROM counted WHERE ttft_s IS NOT NULL
    UNION ALL
    SELECT cell_id, 'decode_tps' AS metric, decode_tps AS v,
           row_number() OVER (PARTITION BY cell_id ORDER BY decode_tps) AS rank
    FROM counted WHERE decode_tps IS NOT NULL
    UNION ALL
    SELECT cell_id, 'energy_net_j' AS metric, energy_net_j AS v,
           row_number() OVER (PARTITION BY cell_id ORDER BY energy_net_j) AS rank
    FROM counted WHERE energy_net_j IS NOT NULL
    UNION ALL
    SELECT cell_id, 'peak_rss_mib' AS metric, peak_rss_mib AS v,
           row_number() OVER (PARTITION BY cell_id ORDER BY peak_rss_mib) AS rank
    FROM counted WHERE peak_rss_mib IS NOT NULL
    UNION ALL
    SELECT cell_id, 'rouge_l' AS metric, rouge_l AS v,
           row_number() OVER (PARTITION BY cell_id ORDER BY rouge_l) AS rank
    FROM counted WHERE rouge_l IS NOT NULL
), quartiles AS (
    SELECT cell_id, metric,
           avg(v) FILTER (WHERE rank IN ((n + 1) / 2, n / 2 + 1)) AS median,
           sum(v * CASE rank WHEN (n - 1) / 4 + 1 THEN 1 - (n - 1) % 4 / 4.0
                             WHEN (n - 1) / 4 + 2 THEN (n - 1) % 4 / 4.0 ELSE 0 END) AS q1,
           sum(v * CASE rank WHEN 3 * (n - 1) / 4 + 1 THEN 1 - 3 * (n - 1) % 4 / 4.0
                             WHEN 3 * (n - 1) / 4 + 2 THEN 3 * (n - 1) % 4 / 4.0 ELSE 0 END) AS q3
    FROM ranked JOIN spread USING (cell_id, metric)
    -- Only ranks next to a quartile carry weight.
    WHERE rank BETWEEN (n - 1) / 4 + 1 AND (n - 1) / 4 + 2
       OR rank BETWEEN (n + 1) / 2 AND n / 2 + 1
       OR rank BETWEEN 3 * (n - 1) / 4 + 1 AND 3 * (n - 1) / 4 + 2
    GROUP BY cell_id, metric
), wide AS (
    SELECT cell_id,
           max(n) FILTER (WHERE metric = 'ttft_s') AS ttft_s_n,
           max(median) FILTER (WHERE metric = 'ttft_s') AS ttft_s_median,
           max(q1) FILTER (WHERE metric = 'ttft_s') AS ttft_s_q1,
           max(q3) FILTER (WHERE metric = 'ttft_s') AS ttft_s_q3,
           max(min) FILTER (WHERE metric = 'ttft_s') AS ttft_s_min,
           max(max) FILTER (WHERE metric = 'ttft_s') AS ttft_s_max,
           max(sd_within_prompts) FILTER (WHERE metric = 'ttft_s') AS ttft_s_sd_within_prompts,
           max(sd_between_prompts) FILTER (WHERE metric = 'ttft_s') AS ttft_s_sd_between_prompts,
           max(n) FILTER (WHERE metric = 'decode_tps') AS decode_tps_n,
           max(median) FILTER (WHERE metric = 'decode_tps') AS decode_tps_median,
           max(q1) FILTER (WHERE metric = 'decode_tps') AS decode_tps_q1,
           max(q3) FILTER (WHERE metric = 'decode_tps') AS decode_tps_q3,
           max(min) FILTER (WHERE metric = 'decode_tps') AS decode_tps_min,
           max(max) FILTER (WHERE metric = 'decode_tps') AS decode_tps_max,
           max(sd_within_prompts) FILTER (WHERE metric = 'decode_tps')
               AS decode_tps_sd_within_prompts,
           max(sd_between_prompts) FILTER (WHERE metric = 'decode_tps')
               AS decode_tps_sd_between_prompts,
           max(n) FILTER (WHERE metric = 'energy_net_j') AS energy_net_j_n,
           max(median) FILTER (WHERE metric = 'energy_net_j') AS energy_net_j_median,
           max(q1) FILTER (WHERE metric = 'energy_net_j') AS energy_net_j_q1,
           max(q3) FILTER (WHERE metric = 'energy_net_j') AS energy_net_j_q3,
           max(min) FILTER (WHERE metric = 'energy_net_j') AS energy_net_j_min,
           max(max) FILTER (WHERE metric = 'energy_net_j') AS energy_net_j_max,
           max(sd_within_prompts) FILTER (WHERE metric = 'energy_net_j')
               AS energy_net_j_sd_within_prompts,
           max(sd_between_prompts) FILTER (WHERE metric = 'energy_net_j')
               AS energy_net_j_sd_between_prompts,
           max(n) FILTER (WHERE metric = 'peak_rss_mib') AS peak_rss_mib_n,
           max(median) FILTER (WHERE metric = 'peak_rss_mib') AS peak_rss_mib_median,
           max(q1) FILTER (WHERE metric = 'peak_rss_mib') AS peak_rss_mib_q1,
           max(q3) FILTER (WHERE metric = 'peak_rss_mib') AS peak_rss_mib_q3,
           max(min) FILTER (WHERE metric = 'peak_rss_mib') AS peak_rss_mib_min,
           max(max) FILTER (WHERE metric = 'peak_rss_mib') AS peak_rss_mib_max,
           max(sd_within_prompts) FILTER (WHERE metric = 'peak_rss_mib')
               AS peak_rss_mib_sd_within_prompts,
           max(sd_between_prompts) FILTER (WHERE metric = 'peak_rss_mib')
               AS peak_rss_mib_sd_between_prompts,
           max(n) FILTER (WHERE metric = 'rouge_l') AS rouge_l_n,
           max(median) FILTER (WHERE metric = 'rouge_l') AS rouge_l_median,
           max(q1) FILTER (WHERE metric = 'rouge_l') AS rouge_l_q1,
           max(q3) FILTER (WHERE metric = 'rouge_l') AS rouge_l_q3,
           max(min) FILTER (WHERE metric = 'rouge_l') AS rouge_l_min,
           max(max) FILTER (WHERE metric = 'rouge_l') AS rouge_l_max,
           max(sd_within_prompts) FILTER (WHERE metric = 'rouge_l') AS rouge_l_sd_within_prompts,
           max(sd_between_prompts) FILTER (WHERE metric = 'rouge_l') AS rouge_l_sd_between_prompts
    FROM spread JOIN quartiles USING (cell_id, metric)
    GROUP BY cell_id
), totals AS (
    SELECT cell_id, sum(trials) AS n, count(*) AS prompts FROM prompts
    GROUP BY cell_id
)
SELECT study.id AS study,
       study.name AS study_name,
       cell.key AS cell,
       device.serial AS device,
       device.manufacturer || ' ' || device.model AS device_model,
       device_build.fingerprint AS device_build,
       device.simulated,
       model_file.name AS model,
       model_file.quant,
       model_file.size_bytes / 1048576.0 AS model_size_mib,
       model_file.synthetic,
       engine.name AS engine,
       engine.version AS engine_version,
       cell.threads,
       cell.context_tokens,
       cell.backend,
       cell.gpu_layers,
       cell.cpu_mask,
       cell.batch_tokens,
       cell.ubatch_tokens,
       cell.flash_attention,
       cell.kv_cache,
       cell.output_tokens AS output_tokens_max,
       cell.cold,
       cell.page_cache,
       cell.sustained_s,
       study.precision_goal_percent,
       cell.stopped,
       (SELECT count(*) FROM slot WHERE slot.cell_id = cell.cell_id) AS slots,
       coalesce(totals.n, 0) AS n,
       coalesce(totals.prompts, 0) AS prompts,
       coalesce(wide.ttft_s_n, 0) AS ttft_s_n,
       wide.ttft_s_median,
       wide.ttft_s_q1,
       wide.ttft_s_q3,
       wide.ttft_s_min,
       wide.ttft_s_max,
       wide.ttft_s_sd_within_prompts,
       wide.ttft_s_sd_between_prompts,
       coalesce(wide.decode_tps_n, 0) AS decode_tps_n,
       wide.decode_tps_median,
       wide.decode_tps_q1,
       wide.decode_tps_q3,
       wide.decode_tps_min,
       wide.decode_tps_max,
       wide.decode_tps_sd_within_prompts,
       wide.decode_tps_sd_between_prompts,
       coalesce(wide.energy_net_j_n, 0) AS energy_net_j_n,
       wide.energy_net_j_median,
       wide.energy_net_j_q1,
       wide.energy_net_j_q3,
       wide.energy_net_j_min,
       wide.energy_net_j_max,
       wide.energy_net_j_sd_within_prompts,
       wide.energy_net_j_sd_between_prompts,
       coalesce(wide.peak_rss_mib_n, 0) AS peak_rss_mib_n,
       wide.peak_rss_mib_median,
       wide.peak_rss_mib_q1,
       wide.peak_rss_mib_q3,
       wide.peak_rss_mib_min,
       wide.peak_rss_mib_max,
       wide.peak_rss_mib_sd_within_prompts,
       wide.peak_rss_mib_sd_between_prompts,
       coalesce(wide.rouge_l_n, 0) AS rouge_l_n,
       wide.rouge_l_median,
       wide.rouge_l_q1,
       wide.rouge_l_q3,
       wide.rouge_l_min,
       wide.rouge_l_max,
       wide.rouge_l_sd_within_prompts,
       wide.rouge_l_sd_between_prompts,
       energy.method AS cell_energy_method,
       net.value AS energy_net_mean_j,
       net.se AS energy_net_mean_se_j,
       net.measured_low AS energy_net_mean_low_j,
       net.measured_high AS energy_net_mean_high_j,
       net.population_low AS energy_net_population_low_j,
       net.population_high AS energy_net_population_high_j,
       gross.value AS energy_gross_mean_j,
       prefill.value AS energy_prefill_net_j,
       prefill.se AS energy_prefill_net_se_j,
       decode.value AS energy_decode_net_j,
       decode.se AS energy_decode_net_se_j,
       prompt_token.value AS energy_per_prompt_token_j,
       output_token.value AS energy_per_output_token_j,
       charge.value AS charge_gross_mah,
       percent.value AS battery_gross_percent_per_100
FROM cell
JOIN study USING (study_id)
JOIN device_build USING (device_build_id)
JOIN device USING (device_id)
JOIN model_file USING (model_file_id)
JOIN engine USING (engine_id)
LEFT JOIN totals ON totals.cell_id = cell.cell_id
LEFT JOIN wide ON wide.cell_id = cell.cell_id
LEFT JOIN cell_energy AS energy ON energy.cell_energy_id =
    (SELECT max(cell_energy_id) FROM cell_energy WHERE cell_id = cell.cell_id)
LEFT JOIN cell_estimate AS net ON net.cell_energy_id = energy.cell_energy_id
                              AND net.name = 'energy_net_j'
LEFT JOIN cell_estimate AS gross ON gross.cell_energy_id = energy.cell_energy_id
                                AND gross.name = 'energy_gross_j'
LEFT JOIN cell_estimate AS prefill ON prefill.cell_energy_id = energy.cell_energy_id
                                  AND prefill.name = 'energy_prefill_net_j'
LEFT JOIN cell_estimate AS decode ON decode.cell_energy_id = energy.cell_energy_id
                                 AND decode.name = 'energy_decode_net_j'
LEFT JOIN cell_estimate AS prompt_token ON prompt_token.cell_energy_id = energy.cell_energy_id
                                       AND prompt_token.name = 'energy_prompt_token_net_j'
LEFT JOIN cell_estimate AS output_token ON output_token.cell_energy_id = energy.cell_energy_id
                                       AND output_token.name = 'energy_output_token_net_j'
LEFT JOIN cell_estimate AS charge ON charge.cell_energy_id = energy.cell_energy_id
                                 AND charge.name = 'charge_gross_mah'
LEFT JOIN cell_estimate AS percent ON percent.cell_energy_id = energy.cell_energy_id
                                  AND percent.name = 'battery_gross_percent_per_100';
