#pragma once
// The results database: the only SQL that writes. doc/database.md describes what is in the file.
//
// One thread owns a Database; nothing in it is locked. Several processes may use the file: readers
// at any time, writers one after the other. Every function throws Error::database with the path
// and the next step when the file cannot be used.

#include "host/store/stored_trial.hpp"
#include "host/store/trial_selection.hpp"
#include "host/types/cell_energy.hpp"
#include "host/types/engine_check.hpp"
#include "host/types/gauge_qualification.hpp"
#include "host/types/meter.hpp"
#include "host/types/results.hpp"
#include "host/types/study.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace SQLite {
class Database;
}

namespace edgebench::store {

enum class Access { read, write };

struct DatabaseLimits {
    std::chrono::milliseconds busy_timeout{10'000};  // how long to wait for another writer
    std::optional<std::int64_t> max_pages = {};      // the file never grows beyond (4 KiB each)
};

class Database {
  public:
    // Access::write makes the file and its folder, and upgrades an older file after saving a copy
    // of it. Access::read throws if the file is missing or of another version.
    explicit Database(std::filesystem::path file, Access access = Access::write,
                      DatabaseLimits limits = {});
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    const std::filesystem::path& file() const { return file_; }
    // Moves the write-ahead log into the file, so that a copy of the file alone is whole. To be
    // called at the end of each command that writes; without it nothing is lost either.
    void close();

    // Devices. A serial number that is known belongs to one id at a time.
    std::optional<std::string> known_device_id(const std::string& serial);
    void record_device(const DeviceIdentity& device);
    // From now on the serial number belongs to this id. Earlier results stay with the earlier id.
    void accept_new_identity(const DeviceIdentity& device);
    void record_device_event(const DeviceIdentity& device, const std::string& kind,
                             const std::string& text);

    // "demo q4_k_m" or "llama.cpp b4000": the newest name of a model's file or an engine.
    std::optional<std::string> name_of_content(const std::string& sha256);

    // Gauges. What `doctor --gauge` found counts for this build of the device from now on.
    void record_gauge_qualification(const DeviceIdentity& device, const GaugeQualification& found);
    // Nothing until its gauge has been qualified.
    std::optional<GaugeProfile> qualified_gauge(const DeviceIdentity& device);

    // Engines. The newest check counts for this engine on this build of the device.
    void record_engine_check(const EngineTryout& tryout, const EngineCheck& check);
    std::optional<EngineCheck> engine_check(const EngineTryout& tryout);

    // External meters. One transaction; a calibration counts for this build of the device from now
    // on.
    void record_meter(const DeviceIdentity& device, const MeterImport& import);
    GaugeCalibrations calibrations(const DeviceIdentity& device);
    // By the newest recording.
    std::optional<MeterComparison> meter_comparison(const std::string& trial);

    // Studies and plans. All of these can be repeated, and each brings along what it refers to: a
    // plan that another host submitted is stored from its host note alone.
    void record_study(const Study& study);
    void record_plan(const Study& study, const Plan& plan);              // submitted
    void record_plan_begin(const Study& study, const PlanBegin& begin);  // seen in its journal
    void record_event(const Study& study, const std::string& plan_id, const Event& event);
    void mark_plan_collected(const std::string& plan_id);
    std::optional<Study> load_study(const std::string& study_id);

    // Why each cell of a study with a precision got no more slots, by its position; CellState::
    // goes_on where it may get more.
    void record_cell_states(const Study& study, const std::vector<CellState>& states);
    std::vector<CellState> cell_states(const std::string& study_id);

    // Resuming.
    // The newest study with these settings on this device that still has slots to fill, or cells
    // that may get more of them.
    std::optional<std::string> find_unfinished_study(const std::string& settings_sha256,
                                                     const DeviceIdentity& device);
    // Filled: an attempt finished with every metric valid that the study requires.
    std::set<std::int64_t> filled_slots(const std::string& study_id);

    // Attempts.
    // One transaction. False if the trial is stored already, and then nothing is changed.
    bool record_attempt(const Study& study, const Attempt& attempt);
    // Adds what was derived from a stored trial by other methods; it counts from now on.
    void record_evaluation(const Study& study, const Attempt& attempt);
    // The raw records and the newest evaluation, as they were given.
    Attempt load_attempt(const std::string& trial);
    // `reference` is a trial's UUID, the beginning of one that no other has, or "last". Throws
    // Error::usage if there is no such trial, or several.
    StoredTrial trial(std::string_view reference);
    // The UUIDs of the attempts that fill the study's slots, by slot.
    std::vector<std::string> counted_trials(const std::string& study_id);

    // The plans of the selected trials. Throws Error::usage when nothing is selected.
    std::vector<SelectedPlan> select_trials(const TrialSelection& which);

    // Cells: what cell `cell` (its position in the study) costs, from all its counted trials. Adds
    // a row, which counts from now on.
    void record_cell_energy(const Study& study, std::size_t cell, const CellEnergy& energy);
    // The newest of each cell, by its position.
    std::vector<std::optional<CellEnergy>> cell_energies(const Study& study);

  private:
    std::filesystem::path file_;
    Access access_;
    std::unique_ptr<SQLite::Database> sqlite_;
};

}  // namespace edgebench::store
