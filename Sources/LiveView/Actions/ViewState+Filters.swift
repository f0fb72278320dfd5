// ViewState+Filters.swift: the box of filters: terms on and off, saved filters.
import CollectorCore

/// One row of the overlay.
enum FilterRow: Equatable {
    case term(String)
    /// Switched off.
    case shelved(String)
    case saved(SavedFilter)
}

extension ViewState {
    var filterRows: [FilterRow] {
        var rows = FilterEdit.terms(of: filter).map(FilterRow.term)
        for term in shelved { rows.insert(.shelved(term.text), at: min(term.row, rows.count)) }
        return rows + saved.filters.map(FilterRow.saved)
    }

    func rowOfSavedFilter(_ name: String) -> Int {
        filterRows.firstIndex { row in
            if case .saved(let filter) = row { return filter.name == name }
            return false
        } ?? 0
    }

    mutating func applyToFilters(_ action: Action, _ selection: Int, _ picture: Arrangement, _ now: Instant) -> Effect {
        let rows = filterRows
        // What another view deleted may have left fewer rows.
        let selection = min(selection, max(0, rows.count - 1))
        let row = rows.indices.contains(selection) ? rows[selection] : nil
        switch action {
        case .back: overlay = nil
        case .toggleItem: toggle(row, at: selection, now)
        case .useItem:
            if case .saved(let filter) = row { use(filter, now) } else { edit(row) }
        case .editItem: edit(row)
        case .addItem: prompt = Prompt(.filter, filter.isEmpty ? "" : filter + " ")
        case .deleteItem: delete(row)
        case .toggleWatch: return toggleWatch(row, now)
        case .nextColour: return changeColour(row, now)
        case .saveItem:
            if filter.isEmpty {
                say("there is no filter to save; n begins one", now)
            } else {
                prompt = Prompt(.filterName)
            }
        default:
            let page = picture.box?.shown.count ?? 1
            overlay = .filters(selection: Self.moved(selection, action, page, limit: rows.count - 1))
            return .none
        }
        if case .filters = overlay { overlay = .filters(selection: min(selection, max(0, filterRows.count - 1))) }
        return .none
    }

    /// A term keeps its row, on or off.
    private mutating func toggle(_ row: FilterRow?, at index: Int, _ now: Instant) {
        var terms = FilterEdit.terms(of: filter)
        switch row {
        case .term(let term):
            terms.removeAll { $0 == term }
            shelved.append(ShelvedTerm(text: term, row: index))
            shelved.sort { $0.row < $1.row }
        case .shelved(let term):
            let before = filterRows.prefix(index).count { if case .term = $0 { true } else { false } }
            shelved.removeAll { $0.text == term }
            terms.insert(term, at: before)
        case .saved(let filter):
            guard isRight(filter, now) else { return }
            let others = FilterEdit.terms(of: filter.text)
            if isInUse(filter) {
                terms.removeAll(where: others.contains)
            } else {
                terms += others.filter { !terms.contains($0) }
            }
        case nil: return
        }
        setFilter(terms.joined(separator: " "))
    }

    /// Whether all that the saved filter says is said by the one in use.
    func isInUse(_ saved: SavedFilter) -> Bool {
        let terms = FilterEdit.terms(of: filter)
        return FilterEdit.terms(of: saved.text).allSatisfy(terms.contains)
    }

    private mutating func use(_ saved: SavedFilter, _ now: Instant) {
        guard isRight(saved, now) else { return }
        setFilter(saved.text)
        overlay = nil
        say("\(saved.name) is in use; a removes it", now)
    }

    /// The file may have been edited by hand.
    mutating func isRight(_ saved: SavedFilter, _ now: Instant) -> Bool {
        do throws(FilterProblem) {
            _ = try FilterParser.parse(saved.text)
            return true
        } catch {
            say("\(saved.name): \(error.reason); e edits it", now)
            return false
        }
    }

    /// Opens the filter line with the cursor behind the term.
    private mutating func edit(_ row: FilterRow?) {
        var terms = FilterEdit.terms(of: filter)
        switch row {
        case .saved(let filter): prompt = Prompt(.filter, filter.text)
        case .shelved(let term):
            terms.append(term)
            prompt = Prompt(.filter, terms.joined(separator: " "))
        case .term(let term):
            let before = terms.prefix { $0 != term } + [term]
            prompt = Prompt(.filter, terms.joined(separator: " "), cursor: before.joined(separator: " ").count)
        case nil: prompt = Prompt(.filter, filter)
        }
    }

    private mutating func delete(_ row: FilterRow?) {
        switch row {
        case .term(let term):
            setFilter(FilterEdit.terms(of: filter).filter { $0 != term }.joined(separator: " "))
        case .shelved(let term): shelved.removeAll { $0.text == term }
        case .saved(let filter): overlay = .question(.deleteFilter(name: filter.name))
        case nil: break
        }
    }

    /// Asks before another filter of that name is lost.
    mutating func save(filterAs name: String, _ now: Instant) -> Effect {
        guard SavedFilter.isName(name) else {
            say("a name is up to 40 letters, digits, - _ and .", now)
            return .none
        }
        prompt = nil
        let wanted = SavedFilter(name: name, text: filter)
        if let other = saved[name], other != filter {
            overlay = .question(.replaceFilter(wanted))
            return .none
        }
        return .changeSavedFilters(.put(wanted))
    }
}
