-- Tells `deepspine watch --port 9187` of every study that Orthanc has received. In orthanc.json:
--   "LuaScripts": ["/etc/deepspine/orthanc-hook.lua"], "StableAge": 60
-- Orthanc calls a study stable when nothing of it has arrived for StableAge seconds; also when DeepSPINE's own report
-- has. The watcher queues a study once, so that this goes in no circle.
local WATCHER = 'http://127.0.0.1:9187/studies/'

function OnStableStudy(studyId, tags, metadata)
  local uid = tags['StudyInstanceUID']
  -- A UID comes from whoever sent the study: nothing but digits and dots gets into an address.
  if type(uid) ~= 'string' or not string.match(uid, '^[%d%.]+$') or #uid > 64 then
    return
  end
  -- A watcher that is away finds the study at its next look.
  pcall(HttpPost, WATCHER .. uid, '{}', { ['Content-Type'] = 'application/json' })
end
