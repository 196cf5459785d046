#!/usr/bin/env bash
# A gauge that reads 6 % and 40 mA too much is compared with an external meter whose clock begins elsewhere and drifts.
. "$(dirname "$0")/../support/lab.sh"
{
    cat "$repository/tests/virtual_phone/phones/pixel.conf"
    printf 'gain = 1.06\noffset_ua = 40000\n'
} >"$scratch/wrong.conf"
start_phone METER001 --phone "$scratch/wrong.conf"
begin=$(control METER001 now)
edgebench run --model demo --quant q4_k_m --threads 1 --idle 7 --output-tokens 300 --prompts "$scratch/two.jsonl" --repetitions 2 \
    >"$scratch/out" 2>&1 || die "$(cat "$scratch/out")"
end=$(control METER001 now)

# What a Monsoon at 4.2 V would have recorded, 100 samples a second, its clock 150 ppm fast.
control METER001 "powers $begin $((end - 100000000)) 10000000" | tr ' ' '\n' | awk 'BEGIN { print "Time(ms),Main(mA),Main Voltage(V)" }
    NF { printf "%.4f,%.4f,4.2\n", 10 * n++ * 1.00015, $1 / 4.2 * 1000 }' >"$scratch/monsoon.csv"

expect_exit 0 edgebench recompute --meter "$scratch/monsoon.csv"
expect_text "SIMULATED"
printf '%s\n' "$output"
trials=$(sql 'select count(*) from meter_energy where energy_net_j is not null')
((trials >= 3)) || die "$trials of 4 trials have an energy by the meter"

# The meter's energies are the truth, within their error.
while IFS='|' read -r trial net se; do
    phases=$(sql "select json_object('phases', json_group_array(json_object('name', name, 'begin_ns', phase.begin_ns, 'end_ns', phase.end_ns)))
                  from phase join attempt using (attempt_id) where trial = '$trial'")
    truth=$(true_net_j METER001 "$phases")
    expect_near "$net" "$truth" "$(awk -v se="$se" -v truth="$truth" 'BEGIN { print 4 * se + 0.01 * truth }')" "net energy by the meter"
done < <(sql "select trial, energy_net_j, energy_net_se_j from meter_energy join attempt using (attempt_id) where energy_net_j is not null")

# Its clock, and the gauge's gain: the voltage reads right, so power is off as the current is.
# Where the load's edges are blurred, as on a busy machine, the alignment says so: its error is that of the recording's ends.
expect_equal "$(sql 'select abs(drift - 150e-6) * length_s / 2 < alignment_error_s + 0.002 and alignment_error_s < 0.2 from meter_recording')" 1 \
    "the drift is found"
sql 'select gain, gain_se, offset_w, offset_se_w from gauge_calibration'
expect_equal "$(sql 'select abs(gain - 1 / 1.06) < 2.5 * gain_se and gain_se < 0.03 from gauge_calibration')" 1 "the gain is found"
expect_equal "$(sql 'select abs(offset_w + 0.04 * 4.1 / 1.06) < 2.5 * offset_se_w + 0.005 from gauge_calibration')" 1 "the offset is found"

# From now on energies are in true units, too.
expect_equal "$(sql 'select count(*) from results where energy_net_calibrated_j < 0.97 * energy_net_j')" \
    "$(sql 'select count(*) from results where energy_valid = 1')" "calibrated energies"
expect_exit 0 edgebench show last
expect_text "calibrated"
expect_text "against it"
expect_exit 0 edgebench recompute
expect_text "0 with other figures"

# A recording that does not fit is refused, and changes nothing.
tail -n 3000 "$scratch/monsoon.csv" | awk 'BEGIN { print "Time (s),Main Avg Current (mA),Main Avg Voltage (V)" } { printf "%.2f,200,4.2\n", NR / 100 }' >"$scratch/idle.csv"
expect_exit 2 edgebench recompute --meter "$scratch/idle.csv"
expect_text "no part of the recording has the loads of these trials"
expect_equal "$(sql 'select count(*) from meter_recording')" 1 "recordings"
