function names = ghd_names(file, group)
% NAMES = GHD_NAMES(FILE, GROUP)  names of what a group of an HDF5 file holds: '/', '/points', '/profiles', '/bulk/left', ...
  if exist('h5info', 'file') || exist('h5info', 'builtin')
    info = h5info(file, group);
    names = {};
    if ~isempty(info.Groups)
      names = regexprep({info.Groups.Name}, '.*/', '');
    end
    if ~isempty(info.Datasets)
      names = [names, {info.Datasets.Name}];
    end
  else                                 % Octave
    data = load('-hdf5', file);
    parts = strsplit(regexprep(group, '^/', ''), '/');
    for i = 1:numel(parts)
      if ~isempty(parts{i}), data = data.(parts{i}); end
    end
    names = fieldnames(data)';
  end
end
