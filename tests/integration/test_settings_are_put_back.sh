#!/usr/bin/env bash
# A plan changes brightness and screen timeout, and wakes a sleeping phone. They are as they were after its end, after Ctrl-C, and at the next connection after the
# agent was killed or the phone rebooted.
. "$(dirname "$0")/../support/lab.sh"
start_phone SETTING1
root=/data/local/tmp/edgebench
on_phone SETTING1 "settings put system screen_brightness 77; settings put system screen_brightness_mode 1; input keyevent KEYCODE_SLEEP"
settings() {
    on_phone SETTING1 "for name in screen_brightness_mode screen_brightness screen_off_timeout; do settings get system \$name; done
        dumpsys power | sed -n 's/^  mWakefulness=//p'" | xargs
}
before="1 77 null Asleep" during="0 1 2147483647 Awake"
restored() { [[ $(settings) == "$before" ]]; }
changed() { [[ $(settings) == "$during" ]]; }
expect_equal "$(settings)" "$before" "settings at first"

begin_run
expect_equal "$(settings)" "$during" "settings in a plan"
wait "$run"
expect_equal "$(settings)" "$before" "settings after the end"

begin_run --new
kill -INT "$run"
wait "$run" || true
until_true restored  # a slow phone still cancels when the command has gone

expect_exit 0 quick_run --new --detached --repetitions 3
until_true changed
on_phone SETTING1 "kill -9 \$(sed -n 's/^pid=//p' $root/lock)"
expect_equal "$(settings)" "$during" "settings after the death of the agent"
expect_exit 0 edgebench collect
expect_equal "$(settings)" "$before" "settings at the next connection"

expect_exit 0 quick_run --new --detached --repetitions 3
until_true changed
control SETTING1 die >/dev/null
control SETTING1 boot >/dev/null
connect SETTING1
expect_equal "$(settings)" "$during" "settings after a reboot"
expect_exit 0 edgebench collect
expect_equal "$(settings)" "$before" "settings at the first connection after the reboot"
[[ -z $(on_phone SETTING1 "ls $root/plans") ]] || die "a journal was left behind"
