#include "agent/paths.hpp"

#include "agent/file.hpp"

#include <sys/stat.h>

namespace edgebench::agent {

void prepare(const Paths& paths) {
    make_folder(paths.root);
    if (::chmod(paths.root.c_str(), 0700) != 0) throw_errno("set the mode of", paths.root);
    for (const auto& folder : {paths.blobs(), paths.engines(), paths.plans(), paths.scratch()}) {
        make_folder(folder);
    }
}

}  // namespace edgebench::agent
