// RepositoryFile.swift: files of the repository that tests compare the code with.
import Foundation

/// The text of a file, named from the root of the repository.
public func repositoryFile(_ path: String) throws -> String {
    try String(contentsOf: Places.repository.appending(path: path), encoding: .utf8)
}
