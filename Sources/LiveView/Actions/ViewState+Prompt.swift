// ViewState+Prompt.swift: the prompt: typing a filter, a search or a name.
import CollectorCore

extension ViewState {
    mutating func applyToPrompt(_ action: Action, _ picture: Arrangement, _ tables: Tables) -> Effect {
        guard var line = prompt else { return .none }
        switch action {
        case .cancel, .back: prompt = nil
        case .accept: return accept(line, picture, tables)
        case .switchPrompt:
            line.switchPurpose()
            prompt = line
        case .switchFormat:
            line.savesFacts.toggle()
            prompt = line
        case .olderText: recall(1)
        case .newerText: recall(-1)
        default:
            guard line.hasRoom(for: action) else {
                say("too long: a line has \(NumberText.grouped(Prompt.limit)) characters at most", tables.now)
                return .none
            }
            line.edit(action)
            line.isAccepted = false
            prompt = line
        }
        return .none
    }

    /// A save has its file, or has failed: only then its line is closed, or waits for another name. Keys that come
    /// meanwhile are never commands.
    mutating func endSavePrompt(_ path: String, hasBegun: Bool) {
        guard prompt?.purpose == .save, prompt?.isAccepted == true, prompt?.text == path else { return }
        if hasBegun { prompt = nil } else { prompt?.isAccepted = false }
    }

    private mutating func accept(_ line: Prompt, _ picture: Arrangement, _ tables: Tables) -> Effect {
        let now = tables.now
        let text = line.text.trimmingBlanks
        switch line.purpose {
        case .filter:
            do throws(FilterProblem) {
                let filter = try saved.resolve(text)
                _ = try FilterParser.parse(filter)
                prompt = nil
                setFilter(filter)
                // The next Enter is for a line, not for a peer that would replace the filter.
                if overlay == nil { focus = .stream }
            } catch {
                say(error.reason, now)
            }
        case .search, .boxSearch, .peerSearch:
            do throws(FilterProblem) {
                if line.purpose != .peerSearch { _ = try SearchText.parse(text) }
            } catch {
                say(error.reason, now)
                return .none
            }
            prompt = nil
            if !text.isEmpty { History.remember(text, in: &searchHistory) }
            switch line.purpose {
            case .boxSearch: search(for: text, in: picture, now)
            case .peerSearch:
                peerSearch = text
                if !text.isEmpty { showFoundPeer(tables) }
            default:
                search = text
                showsSearch = true
                // n and N go on in the stream.
                focus = .stream
            }
        case .save:
            guard !line.isAccepted else { break }
            let path = text.isEmpty ? line.proposal : text
            prompt?.text = path
            prompt?.cursor = path.count
            prompt?.isAccepted = true
            History.remember(path, in: &pathHistory)
            return .save(path: path, line.scopes.first ?? .matching, withFacts: line.savesFacts)
        case .filterName: return save(filterAs: text, now)
        }
        return .none
    }

    private mutating func recall(_ distance: Int) {
        guard let line = prompt else { return }
        let history =
            switch line.purpose {
            case .filter: filterHistory
            case .search, .peerSearch, .boxSearch: searchHistory
            case .save: pathHistory
            case .filterName: saved.filters.map(\.name)
            }
        let wanted = min(max(0, line.historyIndex + distance), history.count)
        guard wanted != line.historyIndex else { return }
        var other = Prompt(line.purpose, wanted == 0 ? "" : history[history.count - wanted])
        other.historyIndex = wanted
        other.scopes = line.scopes
        other.proposal = line.proposal
        other.savesFacts = line.savesFacts
        prompt = other
    }
}

extension Prompt {
    /// The most characters that a line can have.
    static let limit = 1_000

    /// From the filter to the search and back; to the next scope of what is saved.
    mutating func switchPurpose() {
        switch purpose {
        case .filter: purpose = .search
        case .search, .peerSearch: purpose = .filter
        case .save where scopes.count > 1: scopes.append(scopes.removeFirst())
        case .save, .filterName, .boxSearch: break
        }
    }

    /// Nothing is cut: the beginning of a filter would be a different filter.
    func hasRoom(for action: Action) -> Bool {
        switch action {
        case .insert: text.count < Self.limit
        case .paste(let pasted): text.count + pasted.count <= Self.limit
        default: true
        }
    }

    mutating func edit(_ action: Action) {
        var characters = Array(text)
        switch action {
        case .insert(let character):
            characters.insert(character, at: cursor)
            cursor += 1
        case .paste(let pasted):
            characters.insert(contentsOf: pasted, at: cursor)
            cursor += pasted.count
        case .eraseBackward:
            guard cursor > 0 else { return }
            cursor -= 1
            characters.remove(at: cursor)
        case .eraseForward:
            guard cursor < characters.count else { return }
            characters.remove(at: cursor)
        case .eraseWord:
            let end = cursor
            while cursor > 0, characters[cursor - 1] == " " { cursor -= 1 }
            while cursor > 0, characters[cursor - 1] != " " { cursor -= 1 }
            characters.removeSubrange(cursor..<end)
        case .eraseAll:
            characters = []
            cursor = 0
        case .cursorLeft: cursor = max(0, cursor - 1)
        case .cursorRight: cursor = min(characters.count, cursor + 1)
        case .cursorStart: cursor = 0
        case .cursorEnd: cursor = characters.count
        default: return
        }
        text = String(characters)
        // Characters that join when they meet are one.
        cursor = min(cursor, text.count)
    }
}
